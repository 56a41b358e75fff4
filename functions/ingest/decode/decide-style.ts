/** A style for the whole file. `strict` says the file mixes styles so much that what fits both cannot be read. */
export interface Decided<Style extends string> {
  readonly style: Style;
  readonly strict: boolean;
}

/** A slip among a hundred values leaves the values that fit both styles readable; more than that does not. */
const SLIP_SHARE_MAX = 0.01;

/** The style most values ask for; where as many ask for the other, or none asks, the prior. */
export function decideStyle<Style extends string>(
  votes: Readonly<Record<Style, number>>,
  prior: Style,
): Decided<Style> {
  let style = prior;
  let total = 0;
  for (const candidate in votes) {
    total += votes[candidate];
    if (votes[candidate] > votes[style]) style = candidate;
  }
  return { style, strict: total - votes[style] > SLIP_SHARE_MAX * total };
}
