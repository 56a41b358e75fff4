import cliProgress from 'cli-progress';
import type { ProgressEvent } from '../functions/core/world.ts';

/** Between two plain lines of one step, where there is no terminal. */
const LINE_INTERVAL_MS = 2000;

export interface ProgressPrinter {
  show(event: ProgressEvent): void;
  end(): void;
}

/** A bar with rate and time left on a terminal, plain lines otherwise; always on standard error. */
export function progressPrinter(stream: NodeJS.WriteStream = process.stderr): ProgressPrinter {
  return stream.isTTY ? barPrinter(stream) : linePrinter(stream);
}

function barPrinter(stream: NodeJS.WriteStream): ProgressPrinter {
  let bar: cliProgress.SingleBar | undefined;
  let step = '';
  let startedMs = 0;
  const end = () => {
    bar?.stop();
    bar = undefined;
    step = '';
  };
  return {
    show: ({ step: next, done, total, unit }) => {
      if (next !== step) {
        end();
        step = next;
        const format = `${next} {bar} {value}/{total} ${unit} · {rate} ${unit}/s · {eta_formatted} left`;
        bar = new cliProgress.SingleBar(
          { format, stream, hideCursor: true, clearOnComplete: true, etaBuffer: 50 },
          cliProgress.Presets.shades_classic,
        );
        startedMs = performance.now();
        bar.start(total, done, { rate: '–' });
      }
      const seconds = (performance.now() - startedMs) / 1000;
      bar?.setTotal(total);
      bar?.update(done, { rate: seconds > 0 ? Math.round(done / seconds) : '–' });
    },
    end,
  };
}

/** A step that is over within two seconds needs no line. */
function linePrinter(stream: NodeJS.WriteStream): ProgressPrinter {
  let step = '';
  let printedMs = 0;
  return {
    show: ({ step: next, done, total, unit }) => {
      const nowMs = performance.now();
      if (next !== step) {
        step = next;
        printedMs = nowMs;
      }
      if (nowMs - printedMs < LINE_INTERVAL_MS) return;
      printedMs = nowMs;
      stream.write(`${next}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}\n`);
    },
    end: () => undefined,
  };
}
