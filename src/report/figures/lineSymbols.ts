/** The marks of lines that share a figure: what Plot calls them, and how they look in a legend, around 0. */
const symbols = [
  { symbol: "circle", path: "M4.2,0A4.2,4.2,0,1,1,-4.2,0A4.2,4.2,0,1,1,4.2,0Z" },
  { symbol: "square", path: "M-3.7,-3.7h7.4v7.4h-7.4Z" },
  { symbol: "triangle", path: "M0,-6.5L5.6,3.2L-5.6,3.2Z" },
  { symbol: "diamond", path: "M0,-6.9L4,0L0,6.9L-4,0Z" },
  { symbol: "star", path: "M0,-7L1.6,-2.2L6.7,-2.2L2.5,.8L4.1,5.7L0,2.7L-4.1,5.7L-2.5,.8L-6.7,-2.2L-1.6,-2.2Z" },
  { symbol: "cross", path: "M-5,-1.7H-1.7V-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5Z" },
  { symbol: "wye", path: "M2,1.2V5.2H-2V1.2L-5.5,-.8L-3.5,-4.3L0,-2.3L3.5,-4.3L5.5,-.8Z" },
  { symbol: "hexagon", path: "M0,-4.7L4.1,-2.3V2.3L0,4.7L-4.1,2.3V-2.3Z" },
] as const;

export const lineSymbol = (index: number) => symbols[index % symbols.length] as (typeof symbols)[number];
