/** A chart's size, its margins, and what its two linear axes span. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly marginLeft: number;
  readonly marginRight: number;
  readonly marginTop: number;
  readonly marginBottom: number;
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** Where a value stands on a chart that is drawn already, in its own units; values beyond the axes stand at their ends. */
export function acrossFrame({ width, marginLeft, marginRight, x }: ChartFrame, value: number): number {
  return marginLeft + shareOf(x, value) * (width - marginLeft - marginRight);
}

/** As `acrossFrame`, down from the top. */
export function downFrame({ height, marginTop, marginBottom, y }: ChartFrame, value: number): number {
  return height - marginBottom - shareOf(y, value) * (height - marginTop - marginBottom);
}

function shareOf([low, high]: readonly [number, number], value: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
