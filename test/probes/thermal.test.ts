import assert from 'node:assert/strict';
import test from 'node:test';
import {normaliseZoneType, thermalProbe} from '../../probes/thermal.ts';
import {buildTree} from '../helpers/fake-sysfs.ts';
import {createProbeWorld, openUsable, tableOf} from '../helpers/probe-world.ts';

test('F3: zone types of JetPack 4 to 7 and of mainline kernels have one name', () => {
	const spellings = [
		'CPU-therm',
		'cpu-thermal',
		'cpu_thermal',
		'Tboard_tegra',
		'tboard-thermal',
		'bcm2835_thermal',
		'x86_pkg_temp',
	];
	assert.deepEqual(spellings.map(normaliseZoneType), [
		'cpu',
		'cpu',
		'cpu',
		'tboard',
		'tboard',
		'bcm2835',
		'x86_pkg_temp',
	]);
});

test('thermal: hidden zones say why, two zones of a type have two names', async () => {
	const tree = buildTree([
		['/sys/class/thermal/thermal_zone0/type', 'PMIC-Die'],
		['/sys/class/thermal/thermal_zone0/temp', '100000'],
		['/sys/class/thermal/thermal_zone2/type', 'acpitz'],
		['/sys/class/thermal/thermal_zone2/temp', '27800'],
		['/sys/class/thermal/thermal_zone10/type', 'acpitz'],
		['/sys/class/thermal/thermal_zone10/temp', '29800'],
	]);
	const probe = await openUsable(thermalProbe, createProbeWorld({tree}));
	assert.deepEqual(tableOf(probe.sample()), {'cpu.temp_c': 27.8, 'zone.acpitz.temp_c': 29.8});
	assert.deepEqual(probe.missing, [
		{channel: 'zone.pmic_die.temp_c', reason: 'a constant of the power chip, not a measurement', mend: ''},
	]);
	probe.close();
	tree.remove();
});

test('thermal: the first trip that slows something down is the limit; fans and unused trips are none', async () => {
	const zone = '/sys/class/thermal/thermal_zone0';
	const trip = (index: number, type: string, temperature: string): [string, string][] => [
		[`${zone}/trip_point_${index}_type`, type],
		[`${zone}/trip_point_${index}_temp`, temperature],
	];
	const tree = buildTree([
		[`${zone}/type`, 'cpu-thermal'],
		[`${zone}/temp`, '50000'],
		...trip(0, 'active', '51000'),
		...trip(1, 'critical', '104500'),
		...trip(2, 'passive', '99000'),
		...trip(3, 'passive', '-2147483648'),
		...trip(10, 'hot', '101500'),
		['/sys/class/thermal/thermal_zone1/type', 'soc0-thermal'],
		['/sys/class/thermal/thermal_zone1/temp', '40000'],
	]);
	const probe = await openUsable(thermalProbe, createProbeWorld({tree}));
	assert.deepEqual(
		probe.channels.map(({channel, limit}) => [channel, limit]),
		[
			['cpu.temp_c', 99],
			['zone.soc0.temp_c', undefined],
		],
	);
	probe.close();
	tree.remove();
});
