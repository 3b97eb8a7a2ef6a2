/** What numbers and times are written in: the browser's, where it is one. */
export const language: string = knownLanguage();

function knownLanguage(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}

// Chromium under LANG=C calls its language `en-US@posix`; Intl refuses that, and uPlot, which is loaded later, asks Intl for it
if (language !== navigator.language) Object.defineProperty(navigator, "language", { get: () => language });
