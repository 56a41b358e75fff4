import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { MarginalError, messageOf } from '../functions/core/errors.ts';
import type { World } from '../functions/core/world.ts';
import { makeFolder } from '../local/make-folder.ts';

/** Copies a run's report, its tables and its charts into `out/RUN/`; answers the report's path. */
export async function copyReport(world: World, runId: string, out: string): Promise<string> {
  const folder = join(out, runId);
  await makeFolder(folder).catch(sayingWhatStands(runId));
  for (const [key, name] of [
    [`reports/${runId}.html`, 'report.html'],
    [`reports/${runId}.csv`, 'report.csv'],
    [`reports/${runId}.json`, 'report.json'],
    [`reports/${runId}-tables.csv`, 'report-tables.csv'],
  ] as const) {
    const bytes = await world.objects.get(key);
    if (bytes === undefined) throw new MarginalError('NoData', `run ${runId} has no report yet`);
    await writeFile(join(folder, name), bytes);
  }
  await copyCharts(world, runId, join(folder, 'charts'));
  return join(folder, 'report.html');
}

/** What was planned is not lost with the folder it was to be copied to. */
function sayingWhatStands(runId: string): (error: unknown) => never {
  return (error) => {
    const stands = `run ${runId} stands; \`marginal report ${runId} --out DIR\` writes its report elsewhere`;
    throw new MarginalError('RunFailed', `${messageOf(error)}; ${stands}`, { cause: error });
  };
}

const Charts = v.record(v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.svg$/)), v.string());

/** The charts as SVG files; a report of an earlier version has none beside it. */
async function copyCharts({ objects }: World, runId: string, folder: string): Promise<void> {
  const bytes = await objects.get(`reports/${runId}-charts.json`);
  if (bytes === undefined) return;
  const charts = v.parse(Charts, JSON.parse(new TextDecoder().decode(bytes)));
  await makeFolder(folder);
  for (const [name, svg] of Object.entries(charts)) await writeFile(join(folder, name), svg);
}

/** Copies the upload sheets at these keys into `out/RUN/`; answers their paths. */
export async function copySheets(
  world: World,
  { runId, keys }: { runId: string; keys: readonly string[] },
  out: string,
) {
  const folder = join(out, runId);
  await makeFolder(folder);
  const paths: string[] = [];
  for (const key of keys) {
    const bytes = await world.objects.get(key);
    if (bytes === undefined) continue;
    const path = join(folder, basename(key));
    await writeFile(path, bytes);
    paths.push(path);
  }
  return paths;
}

/** Copies what a run that was applied has to import into `out/RUN/`; answers the paths. */
export async function copyAppliedSheets(world: World, runId: string, out: string): Promise<string[]> {
  const keys = await world.objects.list(`sheets/${runId}/`);
  return copySheets(world, { runId, keys: keys.filter((key) => !basename(key).startsWith('rollback-')) }, out);
}

export function sheetLines(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : ['', 'To import at the platforms:', ...paths.map((path) => `  ${path}`)];
}
