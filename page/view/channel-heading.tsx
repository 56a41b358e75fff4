import { displayName } from '../../functions/report/display-name.ts';

/** A channel's name with its id below. */
export function ChannelHeading({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <>
      <bdi class="name">{displayName(name)}</bdi>
      {name !== id && (
        <span class="id">
          <bdi>{displayName(id)}</bdi>
        </span>
      )}
    </>
  );
}
