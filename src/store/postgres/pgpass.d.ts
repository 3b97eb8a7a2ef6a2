/** The password that a password file has for a connection; undefined where it has none. */
declare module "pgpass" {
  export default function passwordIn(of: object, tell: (password: string | undefined) => void): void;
}
