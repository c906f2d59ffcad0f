import {isWide} from '../../../components/views/overview.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {ViewId} from '../../domain/view/view-table.ts';
import type {ScreenModel} from '../../store/screen-model.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import type {Session, TrialArtifacts} from '../../store/session.ts';
import type {RunFile} from '../../store/ui-state.ts';
import type {ScreenImages} from './screen-images.ts';

/** Reads what a frame shows and the model does not hold, once for each thing; to be called after each new frame. */
export type Loader = (model: ScreenModel) => void;

/** Views that show the output of a trial that has ended; the overview does where it is wide enough. */
const WITH_OUTPUT: readonly ViewId[] = ['trial', 'log'];

/** The output of the shown trial, as soon as its last execution has ended. */
export function createOutputLoader(store: ScreenStore, session: Session): Loader {
	let loading = '';
	async function load(trial: number, execution: number, key: string): Promise<void> {
		const lines = await session.outputOf(trial, execution).catch(() => undefined);
		if (loading === key) store.dispatch([{kind: 'output-loaded', output: {trial, execution, lines}}]);
	}
	return ({selected, ui, terminal}) => {
		const execution = selected?.executions.at(-1);
		if (selected === undefined || execution?.outcome === undefined) return;
		const isAside = ui.view === 'overview' && ui.cursor !== undefined && isWide(store.frame().size);
		if (!isAside && !WITH_OUTPUT.includes(ui.view)) return;
		if (terminal?.trial === selected.trial && selected.state === 'running') return;
		const key = `${selected.trial}/${execution.execution}`;
		if (key === loading) return;
		loading = key;
		void load(selected.trial, execution.execution, key);
	};
}

/** The files that the shown trial left, again after each of its executions, and the picture that was chosen. */
export function createArtifactLoader(
	store: ScreenStore,
	session: Session,
	images?: Pick<ScreenImages, 'place'>,
): Loader {
	let loading = '';
	async function load(trial: TrialRecord, image: number, key: string): Promise<void> {
		const artifacts = await session.artifactsOf?.(trial, image).catch(() => undefined);
		if (loading !== key || artifacts === undefined) return;
		const shown = await placed(artifacts, images);
		if (loading === key) store.dispatch([{kind: 'artifacts-loaded', artifacts: {...shown, trial: trial.trial}}]);
	}
	return ({selected, ui}) => {
		if (selected === undefined || ui.view !== 'trial' || session.artifactsOf === undefined) return;
		const ended = selected.executions.filter(execution => execution.outcome !== undefined).length;
		const key = `${selected.trial}/${ended}/${ui.image}`;
		if (key === loading) return;
		loading = key;
		void load(selected, ui.image, key);
	};
}

/** The files with their picture given to the terminal, where it holds any. */
async function placed(
	artifacts: TrialArtifacts,
	images: Pick<ScreenImages, 'place'> | undefined,
): Promise<TrialArtifacts> {
	const {image} = artifacts;
	if (image?.raster === undefined || images === undefined) return artifacts;
	const place = await images.place(image.raster);
	return place === undefined ? artifacts : {...artifacts, image: {...image, placed: place}};
}

/** The files of the run that the view of the sweep shows. */
export function createFileLoader(store: ScreenStore, session: Session): Loader {
	let asked = false;
	async function load(file: RunFile, read: (file: RunFile) => Promise<readonly string[]>): Promise<void> {
		const lines = await read(file).catch(() => []);
		store.dispatch([{kind: 'file-loaded', file, lines}]);
	}
	return ({ui}) => {
		if (ui.view !== 'sweep' || asked || session.readFile === undefined) return;
		asked = true;
		for (const file of ['sweep', 'packages'] as const) void load(file, session.readFile);
	};
}
