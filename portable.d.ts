/** What every runtime has beside the language itself, as far as the portable folders use it: see tsconfig.portable.json. */

declare function structuredClone<T>(value: T): T;

declare class TextDecoder {
  constructor(label: string, options?: { readonly fatal?: boolean });
  decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare function btoa(data: string): string;
declare function atob(data: string): string;
