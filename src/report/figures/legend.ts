/** What a mark of a figure stands for: the mark by itself, as SVG in a box of `KEY` pixels, and a few words. */
export interface Key {
  readonly mark: string;
  readonly label: string;
}

export const KEY = { width: 28, height: 14 };
const [MIDDLE, CENTER] = [KEY.height / 2, KEY.width / 2];

export const lineKey = (label: string, color: string, { dash = "none", width = 1.8 } = {}): Key => ({
  label,
  mark: `<line x1="1" x2="${KEY.width - 1}" y1="${MIDDLE}" y2="${MIDDLE}" stroke="${color}" stroke-width="${width}" stroke-dasharray="${dash}"/>`,
});

/** A line with a mark on it. */
export const markedLineKey = (label: string, color: string, dash: string, symbol: string): Key => ({
  label,
  mark: `${lineKey(label, color, { dash }).mark}<path transform="translate(${CENTER},${MIDDLE})" d="${symbol}" fill="${color}"/>`,
});

export const bandKey = (label: string, color: string, opacity: number): Key => ({
  label,
  mark: `<rect x="1" y="2" width="${KEY.width - 2}" height="${KEY.height - 4}" fill="${color}" fill-opacity="${opacity}"/>`,
});

export const dotKey = (label: string, { fill, stroke = fill, radius = 4 }: { fill: string; stroke?: string; radius?: number }): Key => ({
  label,
  mark: `<circle cx="${CENTER}" cy="${MIDDLE}" r="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="1.6"/>`,
});

export const diamondKey = (label: string, color: string): Key => ({
  label,
  mark: `${lineKey(label, color, { width: 1 }).mark}<rect x="${CENTER - 3.5}" y="${MIDDLE - 3.5}" width="7" height="7" transform="rotate(45 ${CENTER} ${MIDDLE})" fill="var(--paper)" stroke="${color}" stroke-width="1.6"/>`,
});

/** An upright tick. */
export const tickKey = (label: string, color: string): Key => ({
  label,
  mark: `<line x1="${CENTER}" x2="${CENTER}" y1="0" y2="${KEY.height}" stroke="${color}" stroke-width="2.4"/>`,
});
