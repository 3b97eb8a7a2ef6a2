/** The learning rate of each optimizer where none is given: in the library, on the command line and in experiments. */
export const defaultRates = { adam: 1e-3, adamW: 1e-3, sgd: 1e-2, nesterov: 1e-2, rmsProp: 1e-3, adagrad: 1e-2 } as const;
