import { readFileSync } from 'node:fs';
import { packageFile } from '../../files/package-file.js';

const modules = new Map<string, WebAssembly.Module>();

/** The WebAssembly module in a file of `dist/`, compiled once per thread. */
export function compiledModule(file: string): WebAssembly.Module {
  let module = modules.get(file);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(packageFile(`dist/${file}`)));
    modules.set(file, module);
  }
  return module;
}
