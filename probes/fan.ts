import type {Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';

const HWMON = '/sys/class/hwmon';
const JETPACK_4 = '/sys/devices/pwm-fan';

/** A duty of 255 is full speed. */
const PERCENT_PER_DUTY = 100 / 255;

/** The fan of a board: drive in percent, and its speed. A fan that runs up in one trial cools the next. */
export const fanProbe: ProbeDefinition = {
	id: 'fan',
	title: 'fan of the board',
	open: context => Promise.resolve(openFan(context)),
};

function openFan(context: ProbeContext): OpenProbe | Rejection {
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const duty = findFile(context, 'pwmfan', 'pwm1') ?? existing(context, `${JETPACK_4}/target_pwm`);
	const speed =
		findFile(context, 'pwm_tach', 'rpm') ??
		findFile(context, 'pwmfan', 'fan1_input') ??
		existing(context, `${JETPACK_4}/rpm_measured`);
	const channels: FileChannel[] = [];
	const shared = {scope: 'device', source: 'fan', periodMs: intervalMs, windowMs: 0} as const;
	if (duty !== undefined) {
		channels.push({definition: {channel: 'fan.pct', unit: '%', ...shared}, paths: [duty], scale: PERCENT_PER_DUTY});
	}
	if (speed !== undefined) {
		channels.push({definition: {channel: 'fan.speed_rpm', unit: 'rpm', ...shared}, paths: [speed], scale: 1});
	}
	if (channels.length === 0) return {reason: 'no fan that the board drives (pwmfan)', mend: ''};
	return openFileProbe(context, channels, [], intervalMs);
}

function findFile(context: ProbeContext, chip: string, file: string): string | undefined {
	const folder = context.files.list(HWMON).find(name => {
		const text = context.files.read(`${HWMON}/${name}/name`);
		return text.kind === 'value' && text.text === chip;
	});
	return folder === undefined ? undefined : existing(context, `${HWMON}/${folder}/${file}`);
}

function existing(context: ProbeContext, path: string): string | undefined {
	return context.files.exists(path) ? path : undefined;
}
