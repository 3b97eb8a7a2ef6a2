/** The names of the files of digits, which the build of the site puts here: see src/web/site/build/sitePlugin.ts. */
declare const DIGIT_FILES: { readonly [part in import("../digits/digitParts.ts").DigitPart]: string };
