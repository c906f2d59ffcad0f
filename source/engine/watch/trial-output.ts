import type {OutputLog} from '../output-log.ts';

/** Which part of what a program printed belongs to a trial. */
export type TrialPart = {
	readonly trial: number;
	/** Bytes from the program's first one. */
	readonly from: number;
	readonly to: number;
	/** Whether others ran at the same time: their lines may be among it. */
	readonly overlapping: boolean;
};

/** Bytes that are copied at once. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Copies a trial's part of the console into a log of its own, behind a line that says so where trials overlapped or
 * nothing was printed. What the console itself no longer holds is counted in its place.
 */
export async function copyTrialOutput(
	console: Pick<OutputLog, 'range'>,
	{from, to, overlapping}: TrialPart,
	log: OutputLog,
): Promise<void> {
	const say = async (text: string): Promise<void> => log.write(Buffer.from(`[sweeptop: ${text}]\n`));
	try {
		if (overlapping) await say('other trials ran meanwhile: their lines may be among these');
		if (to <= from) await say('the program printed nothing meanwhile');
		for (let start = from; start < to; start += PIECE_BYTES) {
			const end = Math.min(to, start + PIECE_BYTES);
			const bytes = await console.range(start, end);
			await log.write(bytes);
			if (bytes.length < end - start) await say(`${end - start - bytes.length} bytes left out`);
		}
	} finally {
		await log.close();
	}
}
