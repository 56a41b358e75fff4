#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that one too old for the rest says so in one line.
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `marginal needs Node 22.18 or newer, this is ${process.versions.node}; inside the repo \`npm ci\` brings Node 24 along\n`,
  );
  process.exit(1);
}

// What was compiled is kept in the temporary folder for the next time: half of what it takes to start.
module.enableCompileCache();

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
