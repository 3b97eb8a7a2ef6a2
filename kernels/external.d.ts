declare module "node-api-headers" {
  /** The folder of Node's C headers. */
  export const include_dir: string;
}
