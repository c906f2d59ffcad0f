import {UserError} from '../../domain/errors.ts';
import type {FileExporter} from '../../domain/exporter.ts';
import {asciicastChunks} from './asciicast.ts';
import {displayPath} from '../display-path.ts';
import {createLocalSession} from '../session/local-session.ts';
import {readRecording} from '../session/read-recording.ts';
import {telemetryFrame} from '../session/telemetry-frames.ts';
import {readTelemetry} from '../../engine/telemetry-reader.ts';

/** Writes one file as an exporter does, without being one of the registry. */
export type AsciicastExporter = Omit<FileExporter, 'id'> & {readonly id: 'asciicast'};

/**
 * The replay of a run as an asciicast at 80×24. No row of the registry, since it shows the screen: see
 * docs/decisions/0009-exports-that-need-the-screen.md. Throws UserError for a run in which nothing happened.
 */
export async function openAsciicastExporter(directory: string): Promise<AsciicastExporter> {
	const recording = await readRecording(directory);
	if (recording === undefined) throw new UserError(`${displayPath(directory)} has no event to replay`);
	const local = createLocalSession({
		directory,
		link: () => ({kind: 'file', path: directory}),
		nowMonoMs: () => recording.toMs,
		refusal: 'this is a recording',
	});
	const frame = telemetryFrame(await readTelemetry(directory, recording.place));
	if (frame !== undefined) local.addSamples(frame);
	return {
		id: 'asciicast',
		title: 'the replay, for asciinema',
		extension: 'cast',
		write: () => asciicastChunks({session: local.session, recording}),
	};
}
