/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A plugin for QEMU's software emulation.  Between the marks that a 32-bit guest sets (marks.h) it counts how often a
 * hypervisor enters the guest, by the VMRUN instruction, and the instructions that both execute.
 *
 *	-accel tcg -plugin exits.so,out=FILE
 *
 * FILE gets "lap OPERATION EXITS GUEST XEN" for each time that an operation was done: the operations are numbered from 1,
 * all processors are added up.  What a processor does between MARK_WAIT and MARK_GO is no instruction of the guest's.
 *
 * The interface is QEMU's for plugins, version 1: Debian has no header of it, so what is used stands here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "marks.h"

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t plugin_id;
struct tb;
struct insn;
struct info;
typedef void insn_callback(unsigned int cpu, void *data);

#define NO_REGISTERS 0 /* that a callback uses */

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*callback)(plugin_id id, struct tb *tb));
size_t qemu_plugin_tb_n_insns(const struct tb *tb);
struct insn *qemu_plugin_tb_get_insn(const struct tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct insn *insn);
size_t qemu_plugin_insn_size(const struct insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *insn, insn_callback *callback, int registers, void *data);

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(plugin_id id, const struct info *info, int argc, char **argv);

#define MAX_CPUS 64

/* Processors run at the same time: each has its own. */
static struct processor {
	uint64_t exits, guest, xen;
	bool waits;
} processors[MAX_CPUS] __attribute__((aligned(64)));
static struct processor lap; /* the sum when it began */
static unsigned int operation;
static FILE *out;

static void count_exit(unsigned int cpu, void *data)
{
	(void)data;
	processors[cpu % MAX_CPUS].exits++;
}

static void count_guest(unsigned int cpu, void *data)
{
	(void)data;
	processors[cpu % MAX_CPUS].guest += !processors[cpu % MAX_CPUS].waits;
}

static void count_xen(unsigned int cpu, void *data)
{
	(void)data;
	processors[cpu % MAX_CPUS].xen++;
}

static struct processor sum(void)
{
	struct processor all = {0};
	unsigned int i;

	for (i = 0; i < MAX_CPUS; i++) {
		all.exits += processors[i].exits;
		all.guest += processors[i].guest;
		all.xen += processors[i].xen;
	}
	return all;
}

static void end_lap(void)
{
	struct processor now = sum();

	fprintf(out, "lap %u %llu %llu %llu\n", operation, (unsigned long long)(now.exits - lap.exits),
		(unsigned long long)(now.guest - lap.guest), (unsigned long long)(now.xen - lap.xen));
}

static void marked(unsigned int cpu, void *data)
{
	switch ((uintptr_t)data) {
	case MARK_OP:
		operation++;
		break;
	case MARK_BEGIN:
		lap = sum();
		break;
	case MARK_END:
		end_lap();
		break;
	case MARK_WAIT:
	case MARK_GO:
		processors[cpu % MAX_CPUS].waits = (uintptr_t)data == MARK_WAIT;
		break;
	}
}

/* 64-bit Xen reserves these addresses, bits 63 to 43, for itself in all that it runs. */
static bool is_xen(uint64_t address)
{
	return address >> 43 == 0xffff800000000000 >> 43;
}

static bool is_guest(uint64_t address)
{
	return address >> 32 == 0;
}

static void count(struct insn *insn, insn_callback *callback, void *data)
{
	qemu_plugin_register_vcpu_insn_exec_cb(insn, callback, NO_REGISTERS, data);
}

static void instrument(struct insn *insn)
{
	static const uint8_t vmrun[] = {0x0f, 0x01, 0xd8};
	const uint8_t *code = qemu_plugin_insn_data(insn);
	size_t size = qemu_plugin_insn_size(insn);
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	uint32_t value;

	if (is_xen(address))
		count(insn, count_xen, NULL);
	else if (is_guest(address))
		count(insn, count_guest, NULL);
	if (size == sizeof(vmrun) && !memcmp(code, vmrun, size))
		count(insn, count_exit, NULL);
	if (size != 5 || code[0] != 0xa9)
		return;
	memcpy(&value, code + 1, sizeof(value));
	if ((value & ~0xffu) == MARK_BASE)
		count(insn, marked, (void *)(uintptr_t)(value & 0xff));
}

static void translated(plugin_id id, struct tb *tb)
{
	size_t i;

	(void)id;
	for (i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

int qemu_plugin_install(plugin_id id, const struct info *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "exits.so: takes out=FILE\n");
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	setvbuf(out, NULL, _IOLBF, 0);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
