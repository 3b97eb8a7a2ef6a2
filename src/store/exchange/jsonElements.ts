/** What is found in a JSON text: an element of a list, or a piece of the long string in the element that comes next. */
export type Found =
  | { readonly kind: "element"; readonly list: string; readonly place: number; readonly text: string }
  | { readonly kind: "piece"; readonly text: string };

/** No element is longer, nor what stands around the elements, in characters. */
const [LONGEST_ELEMENT, LONGEST_REST] = [2 ** 28, 2 ** 24];
const MOST_OF_A_NAME = 100;

/**
 * Reads a JSON text of one object whose fields are lists, `{ "runs": [ {…}, {…} ] }`, as it comes: no more than one element of a list is
 * held. The strings of one field of elements may be longer than any text: they are given piece by piece, and are "" in their elements.
 */
export class JsonElements {
  readonly #longField: string;
  /** The text without its elements, of which each is a 0 in it. */
  #rest: string[] = [];
  #restLength = 0;
  /** The element that is being read. */
  #element: string[] | undefined;
  #elementLength = 0;
  #isPlain = false;
  #place = 0;
  #open: string[] = [];
  #isString = false;
  #isEscaped = false;
  /** Whether the string is that of the long field. */
  #isLong = false;
  /** The string that came last, as far as it may be a name; the names of the list and of the field that are being read. */
  #word = "";
  #list = "";
  #field = "";
  #isValue = false;

  constructor(longField: string) {
    this.#longField = longField;
  }

  /** Takes the next characters. Throws a clause where it cannot be such a text. */
  *push(text: string): Generator<Found> {
    let from = 0;
    /** Where the characters before `to` belong. */
    const keep = (to: number) => {
      if (to > from) this.#keep(text.slice(from, to));
      from = to;
    };
    for (let i = 0; i < text.length; ) {
      if (this.#isString) {
        const end = this.#stringEnd(text, i);
        if (!this.#isLong && this.#word.length < MOST_OF_A_NAME) this.#word += text.slice(i, Math.min(end, i + MOST_OF_A_NAME));
        i = end;
        if (this.#isString) continue;
        if (this.#isLong) {
          if (end > from) yield { kind: "piece", text: text.slice(from, end) };
          from = end;
          this.#isLong = false;
        }
        i++; // the quotation mark
        if (this.#element && this.#open.length === 2) {
          keep(i);
          yield this.#elementEnd();
        }
        continue;
      }
      const sign = text[i] as string;
      const isSpace = sign <= " ";
      if (this.#isPlain && (isSpace || sign === "," || sign === "]")) {
        keep(i);
        yield this.#elementEnd();
      }
      if (!this.#element && this.#open.length === 2 && this.#open[1] === "[" && !isSpace && sign !== "," && sign !== "]") {
        keep(i);
        this.#keep("0");
        this.#element = [];
        this.#isPlain = !`{["`.includes(sign);
      }
      i++;
      if (sign === '"') {
        this.#isString = true;
        this.#word = "";
        this.#isLong = this.#isValue && this.#element !== undefined && this.#open.length === 3 && this.#field === this.#longField;
        if (this.#isLong) keep(i);
      } else if (sign === "{" || sign === "[") {
        this.#open.push(sign);
        if (this.#open.length === 2) this.#place = 0;
      } else if (sign === "}" || sign === "]") {
        this.#open.pop();
        if (this.#element && this.#open.length === 2) {
          keep(i);
          yield this.#elementEnd();
        }
      } else if (sign === ":") {
        if (this.#open.length === 1) this.#list = this.#word;
        if (this.#open.length === 3) this.#field = this.#word;
      }
      if (!isSpace) this.#isValue = sign === ":";
    }
    if (!this.#isLong) keep(text.length);
    else if (text.length > from) yield { kind: "piece", text: text.slice(from) };
  }

  /** What stands around the elements; undefined where the text ends in the middle. */
  end(): string | undefined {
    return this.#isString || this.#open.length ? undefined : this.#rest.join("");
  }

  /** Where the string that goes on at a place ends in this text, or the text. */
  #stringEnd(text: string, from: number): number {
    for (let i = from; ; ) {
      if (this.#isEscaped) {
        this.#isEscaped = false;
        i++;
      }
      stops.lastIndex = i;
      const stop = stops.exec(text);
      if (!stop) return text.length;
      if (stop[0] === '"') {
        this.#isString = false;
        return stop.index;
      }
      this.#isEscaped = true;
      i = stop.index + 1;
      if (i >= text.length) return text.length;
    }
  }

  #keep(text: string): void {
    if (this.#element) {
      this.#element.push(text);
      this.#elementLength += text.length;
      if (this.#elementLength > LONGEST_ELEMENT) throw new RangeError(`${this.#list}[${this.#place}] is longer than 256 MB`);
      return;
    }
    this.#rest.push(text);
    this.#restLength += text.length;
    if (this.#restLength > LONGEST_REST) throw new RangeError("there is too much in it beside lists of experiments and runs");
  }

  #elementEnd(): Found {
    const text = (this.#element ?? []).join("");
    this.#element = undefined;
    this.#elementLength = 0;
    this.#isPlain = false;
    return { kind: "element", list: this.#list, place: this.#place++, text };
  }
}

/** What a string may end with, or an escape begin. */
const stops = /["\\]/g;
