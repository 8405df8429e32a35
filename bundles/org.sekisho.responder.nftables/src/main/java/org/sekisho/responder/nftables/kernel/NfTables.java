// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.kernel;

/** Numbers of {@code linux/netfilter/nf_tables.h} and {@code nfnetlink.h}. */
final class NfTables {
    /** {@code NFNL_SUBSYS_NFTABLES}, in the upper byte of a message's type. */
    static final int SUBSYSTEM = 10;

    /** Messages that frame a transaction. */
    static final int BATCH_BEGIN = 0x10;

    static final int BATCH_END = 0x11;

    static final int NEW_TABLE = 0;
    static final int GET_TABLE = 1;
    static final int DELETE_TABLE = 2;
    static final int NEW_CHAIN = 3;
    static final int GET_CHAIN = 4;
    static final int NEW_RULE = 6;
    static final int GET_RULE = 7;
    static final int NEW_SET = 9;
    static final int GET_SET = 10;
    static final int NEW_ELEMENT = 12;
    static final int GET_ELEMENT = 13;
    static final int DELETE_ELEMENT = 14;
    static final int NEW_GENERATION = 15;
    static final int GET_GENERATION = 16;
    static final int DESTROY_ELEMENT = 30;

    static final int LIST_ELEMENT = 1;

    static final int TABLE_NAME = 1;
    static final int TABLE_FLAGS = 2;
    static final int TABLE_USERDATA = 6;
    static final int TABLE_DORMANT = 1;

    static final int CHAIN_TABLE = 1;
    static final int CHAIN_NAME = 3;
    static final int CHAIN_HOOK = 4;
    static final int CHAIN_POLICY = 5;
    static final int CHAIN_TYPE = 7;
    static final int HOOK_NUMBER = 1;
    static final int HOOK_PRIORITY = 2;
    static final int POLICY_ACCEPT = 1;

    static final int RULE_TABLE = 1;
    static final int RULE_CHAIN = 2;
    static final int RULE_EXPRESSIONS = 4;

    static final int SET_TABLE = 1;
    static final int SET_NAME = 2;
    static final int SET_FLAGS = 3;
    static final int SET_KEY_TYPE = 4;
    static final int SET_KEY_LENGTH = 5;
    static final int SET_DESCRIPTION = 9;
    static final int SET_ID = 10;
    static final int SET_EXPRESSION = 17;
    static final int SET_EXPRESSIONS = 18;
    static final int DESCRIPTION_CONCATENATED = 2;
    static final int FIELD_LENGTH = 1;
    static final int FLAG_INTERVAL = 4;
    static final int FLAG_TIMEOUT = 0x10;
    static final int FLAG_CONCATENATED = 0x80;
    static final int FLAG_EXPRESSIONS = 0x100;

    static final int LIST_TABLE = 1;
    static final int LIST_SET = 2;
    static final int LIST_ELEMENTS = 3;
    static final int ELEMENT_KEY = 1;
    static final int ELEMENT_FLAGS = 3;
    static final int ELEMENT_TIMEOUT = 4;
    static final int ELEMENT_EXPIRATION = 5;
    static final int ELEMENT_EXPRESSION = 7;
    static final int ELEMENT_KEY_END = 10;
    static final int ELEMENT_EXPRESSIONS = 11;
    static final int INTERVAL_END = 1;
    static final int DATA_VALUE = 1;

    static final int EXPRESSION_NAME = 1;
    static final int EXPRESSION_DATA = 2;
    static final int COUNTER_BYTES = 1;
    static final int COUNTER_PACKETS = 2;
    static final int LIMIT_RATE = 1;
    static final int LIMIT_UNIT = 2;
    static final int LIMIT_BURST = 3;
    static final int LIMIT_TYPE = 4;
    static final int LIMIT_FLAGS = 5;
    static final int LIMIT_BYTES = 1;
    static final int LIMIT_OVER = 1;

    static final int GENERATION_ID = 1;
    static final int GENERATION_PROCESS = 2;
    static final int GENERATION_PROCESS_NAME = 3;

    /** {@code NFNLGRP_NFTABLES}. */
    static final int GROUP = 7;

    private NfTables() {}

    static int type(int kind) {
        return SUBSYSTEM << 8 | kind;
    }
}
