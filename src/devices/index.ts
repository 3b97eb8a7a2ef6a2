/** What runs Programs; each device by itself is #devices/wasm, #devices/reference, which a browser runs too, and #devices/native. */
export { checkDeviceName, type DeviceName, deviceNames } from "./deviceName.ts";
export { nativeWidths } from "./native/nativeDevice.ts";
export { openDevice } from "./openDevice.ts";
