import type {KnobBoard, KnobDefinition, KnobSetting, KnobWrite} from '../domain/knob.ts';
import {plannedNumber, refuseOutside} from './frequency-limits.ts';

const HWMON = '/sys/class/hwmon';
const JETPACK_4 = '/sys/devices/pwm-fan';

/** A duty of 255 is full speed. */
const FULL_DUTY = 255;
/** `pwm1_enable` of a fan that obeys `pwm1` (kernel document hwmon/sysfs-interface). */
const MANUAL = '1';

/** Drives the fan of a board at so many percent, so that its own control does not change a trial's cooling. */
export const fanKnob: KnobDefinition = {
	id: 'fan',
	title: 'drive of the fan of the board in percent',
	open: board => {
		const fan = findFan(board);
		if (fan === undefined) return {reason: 'no fan that the board drives (pwmfan)', mend: ''};
		const refuse = (value: unknown): string | undefined => refuseOutside(value, 0, 100, 'percent');
		return {
			id: 'fan',
			available: [],
			refuse,
			settings: fan.settings,
			plan: value => {
				const duty = Math.round((plannedNumber(value, refuse(value)) / 100) * FULL_DUTY);
				return {writes: [...fan.takeOver, {path: fan.duty, text: String(duty)}], clocks: []};
			},
			locks: ['fan'],
		};
	},
};

type Fan = {readonly duty: string; readonly takeOver: readonly KnobWrite[]; readonly settings: readonly KnobSetting[]};

function findFan(board: KnobBoard): Fan | undefined {
	const name = board.list(HWMON).find(folder => board.read(`${HWMON}/${folder}/name`) === 'pwmfan');
	const folder = name === undefined ? undefined : board.realPath(`${HWMON}/${name}`);
	if (folder !== undefined && board.exists(`${folder}/pwm1`)) {
		return describeFan(board, `${folder}/pwm1`, {path: `${folder}/pwm1_enable`, text: MANUAL});
	}
	if (!board.exists(`${JETPACK_4}/target_pwm`)) return undefined;
	return describeFan(board, `${JETPACK_4}/target_pwm`, {path: `${JETPACK_4}/temp_control`, text: '0'});
}

/** While the board's own control runs, the duty that it had a moment ago is nothing to insist on. */
function describeFan(board: KnobBoard, duty: string, control: KnobWrite): Fan {
	const mode = board.read(control.path);
	if (mode === undefined) return {duty, takeOver: [], settings: [{path: duty}]};
	const isAutomatic = mode !== control.text;
	return {
		duty,
		takeOver: [control],
		settings: [{path: control.path}, {path: duty, ...(isAutomatic ? {loose: true} : {})}],
	};
}
