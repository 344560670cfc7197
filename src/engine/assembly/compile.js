import asc from 'assemblyscript/asc';

// One process for all modules: the compiler takes three seconds to load, and one to compile a module.
for (const config of [
  ['src/engine/assembly/asconfig.json', '--target', 'float32'],
  ['src/engine/assembly/asconfig.json', '--target', 'float64'],
  ['src/engine/assembly/boards/asconfig.json'],
  ['src/augment/assembly/asconfig.json'],
  ['src/bench/assembly/asconfig.json'],
]) {
  const { error } = await asc.main(['--config', ...config], { stdout: process.stdout, stderr: process.stderr });
  if (error) throw error;
}
