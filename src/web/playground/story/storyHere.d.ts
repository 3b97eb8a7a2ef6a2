/** The story of docs/results, which the build of the site puts here: see src/web/site/build/toldStory.ts. */
declare const STORY: import("./toldStory.ts").ToldStory;
