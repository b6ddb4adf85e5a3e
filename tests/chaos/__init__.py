"""Vouchers while processes are killed, answers lost and doubled: one document each, none lost, nothing stuck."""
