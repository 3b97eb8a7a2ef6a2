/** What kernels/embed.ts writes: a WebAssembly module in base64. */
declare module "#kernels/*" {
  const base64: string;
  export default base64;
}
