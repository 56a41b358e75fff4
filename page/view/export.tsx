import { commandLine } from '../command-line.ts';
import type { Scenario } from '../scenario.ts';

/** The open scenario to take along: as keys of the policy, as a command, as this page's address. */
export function Export(props: {
  readonly scenario: Scenario;
  readonly patch: string;
  /** The flags the page was asked for with. */
  readonly given: readonly string[];
}) {
  const { scenario, patch, given } = props;
  return (
    <section id="export">
      <h2>Take it along</h2>
      <p class="note">
        Nothing here changes a budget. The keys make this scenario the policy of the next run; the command answers the
        same on a terminal; the address of this page holds all scenarios.
      </p>
      <h3>Keys for policy.yaml</h3>
      {patch === '' ? (
        <p>None: this is the policy as it stands.</p>
      ) : (
        <>
          <pre id="patch" tabIndex={0} aria-label="Keys for policy.yaml">
            {patch}
          </pre>
          <p>
            <button type="button" onClick={() => download(patch)}>
              Download the keys
            </button>
          </p>
        </>
      )}
      <h3>On the command line</h3>
      <pre id="command" tabIndex={0} aria-label="Command">
        {commandLine(scenario, given)}
      </pre>
    </section>
  );
}

function download(text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }));
  link.download = 'policy-patch.yaml';
  link.click();
  URL.revokeObjectURL(link.href);
}
