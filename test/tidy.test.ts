import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { taskStates } from '../workflows/task-states.ts';
import { QUESTIONS } from '../workflows/questions.ts';
import { TASKS } from '../workflows/tasks.ts';
import { WATCHERS } from '../workflows/watchers.ts';
import { WORKFLOWS } from '../local/machine.ts';
import backfill from '../workflows/backfill.asl.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TREES = ['functions', 'page', 'workflows', 'infra', 'local', 'cli', 'examples', 'bench', 'e2e', 'test'];
const STAGES = ['ingest', 'score', 'rebalance', 'apply', 'report', 'watch', 'ask'];

const files = TREES.flatMap((tree) => filesBelow(join(ROOT, tree)))
  .map((path) => relative(ROOT, path))
  .filter((path) => /\.(tsx?|js)$/.test(path) && !/fixtures|\.venv/.test(path));
const textOf = new Map(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
const product = files.filter((path) => path.startsWith('functions/'));

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** Paths of the files a file imports from this repository, and the names of the packages it imports. */
function importsOf(path: string): { own: string[]; packages: string[] } {
  const text = textOf.get(path) ?? '';
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
  return {
    own: specifiers
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(ROOT, join(ROOT, dirname(path), name))),
    packages: specifiers.filter((name) => !name.startsWith('.')),
  };
}

const placeOf = (path: string): string => {
  const [tree = '', stage = ''] = path.split('/');
  return tree === 'functions' ? stage : tree;
};

describe('imports point one way', () => {
  test.each(product)('%s', (path) => {
    const place = placeOf(path);
    const isHandler = path.includes('/handlers/');
    for (const imported of importsOf(path).own) {
      const target = placeOf(imported);
      const allowed =
        target === place ||
        target === 'core' ||
        // A question is answered by the stages in turn, as the machines run them.
        (place === 'ask' && ['score', 'rebalance'].includes(target)) ||
        (isHandler && ['functions/adapters/on-lambda.ts', 'package.json'].includes(imported));
      expect(allowed ? '' : `${path} imports ${imported}`).toBe('');
      if (place === 'core') expect(target).toBe('core');
    }
  });

  test('nobody imports cli, bench or test but themselves', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .own.map(placeOf)
        .filter(
          (target) =>
            ['cli', 'bench', 'e2e', 'test'].includes(target) && target !== placeOf(path) && placeOf(path) !== 'test',
        )
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('what a browser runs asks nothing of Node', () => {
    const graph = new Set<string>();
    const visit = (path: string) => {
      if (graph.has(path) || !textOf.has(path)) return;
      graph.add(path);
      for (const imported of importsOf(path).own) visit(imported);
    };
    ['page/what-if.tsx', 'page/worker.ts'].forEach(visit);
    expect(graph.has('functions/rebalance/plan.ts')).toBe(true);
    expect([...graph].filter((path) => importsOf(path).packages.some((name) => name.startsWith('node:')))).toEqual([]);
  });

  test('the AWS SDK is for machines of people: where a command talks to a stage, or to the embedded database', () => {
    const users = files.filter((path) => importsOf(path).packages.some((name) => name.startsWith('@aws-sdk/')));
    const elsewhere = users.filter((path) => !/^(cli\/stage|e2e|test)\//.test(path));
    expect(elsewhere).toEqual(['functions/adapters/dynamodb/sdk-dynamodb.ts', 'local/database.ts']);
  });
});

describe('what cannot be replayed has one home', () => {
  test.each(['Date.now', 'Math.random', 'process.env', 'console.', 'process.stdout', 'new Date()'])('%s', (banned) => {
    const users = product.filter((path) => textOf.get(path)?.includes(banned) === true);
    expect(users.filter((path) => !path.startsWith('functions/adapters/'))).toEqual([]);
  });
});

describe('one name, one thing', () => {
  test.each(Object.entries({ ...TASKS, ...QUESTIONS, ...WATCHERS }))(
    '%s, its handler file, its export and its test',
    (state, { entry }) => {
      const kebab = state.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
      const camel = `${state.charAt(0).toLowerCase()}${state.slice(1)}`;
      expect(entry).toMatch(new RegExp(`^functions/(${STAGES.join('|')})/handlers/${kebab}\\.ts$`));
      expect(textOf.get(entry)).toContain(`export const ${camel}: Task`);
      expect(textOf.get(entry)).toContain('export const handler = onLambda(');
      expect(files).toContain(entry.replace('functions/', 'test/').replace('.ts', '.test.ts'));
    },
  );

  test('every handler file is a state, a question or a watcher', () => {
    const handlers = product.filter((path) => path.includes('/handlers/'));
    expect(handlers.sort()).toEqual(
      Object.values({ ...TASKS, ...QUESTIONS, ...WATCHERS })
        .map(({ entry }) => entry)
        .sort(),
    );
  });

  test('every state of every workflow has its function', () => {
    const states = new Set([...Object.values(WORKFLOWS), backfill].flatMap(taskStates));
    expect([...states].sort()).toEqual(Object.keys(TASKS).sort());
  });

  test('there is no junk drawer', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(path))).toEqual([]);
  });
});

describe('nothing is dead', () => {
  const entries = new Set([
    'cli/bundle.ts',
    'cli/marginal.js',
    'examples/generate.ts',
    'infra/app.ts',
    'infra/deploy.ts',
    // What the browser runs, by the names `page/bundle.ts` gives its bundler.
    'page/what-if.tsx',
    'page/worker.ts',
    'e2e/run.ts',
    // Each in a process of its own, which trusts the endpoint.
    'e2e/left-of.ts',
    'e2e/letter.ts',
    'e2e/postbox.ts',
    'e2e/end-half-way.ts',
    'e2e/stranger.ts',
    ...Object.values({ ...TASKS, ...QUESTIONS, ...WATCHERS }).map(({ entry }) => entry),
  ]);
  const imported = new Set(files.filter((path) => !path.startsWith('test/')).flatMap((path) => importsOf(path).own));

  test.each(files.filter((path) => !path.startsWith('test/') && !path.startsWith('bench/') && !path.endsWith('.d.ts')))(
    '%s is used outside the tests',
    (path) => {
      expect(imported.has(path) || entries.has(path)).toBe(true);
    },
  );
});
