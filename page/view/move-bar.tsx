const WIDTH = 130;
const EDGE = 6;

/** Today's budget, the planned one and the way between them, on a scale all rows share; as in the report's chart. */
export function MoveBar(props: {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly scaleMicros: number;
}) {
  const { fromMicros, toMicros, scaleMicros } = props;
  const at = (micros: number) => EDGE + (WIDTH - 2 * EDGE) * Math.min(1, micros / scaleMicros);
  const direction = toMicros > fromMicros ? 'up' : 'down';
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} 18`} aria-hidden="true">
      {toMicros !== fromMicros && (
        <g class={`way ${direction}`}>
          <line x1={at(fromMicros)} x2={at(toMicros)} y1={9} y2={9} />
        </g>
      )}
      <g class="today">
        <circle cx={at(fromMicros)} cy={9} r={4} />
      </g>
      {toMicros !== fromMicros && (
        <g class={`tomorrow ${direction}`}>
          <circle cx={at(toMicros)} cy={9} r={4.5} />
        </g>
      )}
    </svg>
  );
}
