/** Nothing is sampled faster: below it the driver's answers repeat and the cost is seen in the measured power. */
const FASTEST_MS = 50;

/** The sampling interval of a source: what the sweep file says, or the source's own. */
export function chooseInterval(setting: 'auto' | number, ownMs: number): number {
	return setting === 'auto' ? ownMs : Math.max(setting, FASTEST_MS);
}
