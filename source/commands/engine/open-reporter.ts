import type {ReporterDefinition} from '../../domain/reporter.ts';
import {encodeLine} from '../../journal/line.ts';
import type {Host} from '../command.ts';
import {createOutputEndReader} from '../session/output-reader.ts';

/** A reporter that prints the run in a directory to this terminal. */
export function openReporter(
	{create}: ReporterDefinition,
	runDirectory: string,
	{out, note}: Pick<Host, 'out' | 'note'>,
): ReturnType<ReporterDefinition['create']> {
	return create({out, note, runDirectory, lineOf: encodeLine, outputEndOf: createOutputEndReader(runDirectory)});
}
