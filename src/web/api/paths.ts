/** Where things are asked for. */
export const paths = {
  overview: "/api/overview",
  events: "/api/events",
  experiments: "/api/experiments",
  now: "/api/now",
  fields: "/api/fields",
  estimate: "/api/estimate",
  start: "/api/start",
} as const;

/** Of an experiment that is archived. */
export const ARCHIVED = "archived";
