// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.FlowScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;

/** What streams and datagrams have in common when a dissector asks about its flow. */
abstract class ScopeView implements FlowScope {
    final Inspection inspection;
    FlowRecord record;
    StateSlot slot;
    boolean done;
    boolean swap;

    ScopeView(Inspection inspection) {
        this.inspection = inspection;
    }

    @Override
    public Origin origin() {
        return new Origin(flow(), inspection.frame(), inspection.time(), record.twoWay());
    }

    @Override
    public long frame() {
        return inspection.frame();
    }

    @Override
    public long time() {
        return inspection.time();
    }

    @Override
    public int clientPort() {
        return record.port(record.clientIsB());
    }

    @Override
    public int serverPort() {
        return record.port(!record.clientIsB());
    }

    @Override
    public StateSlot state() {
        inspection.guard().check();
        return slot;
    }

    @Override
    public void emit(Event event) {
        inspection.guard().emits();
        record.announce();
        inspection.output().emit(event);
    }

    @Override
    public void done() {
        inspection.guard().check();
        done = true;
    }

    @Override
    public void swapRoles() {
        inspection.guard().check();
        swap = true;
    }

    /** The server's address as bytes. */
    byte[] serverAddressBytes() {
        return record.address(!record.clientIsB()).toBytes();
    }

    /** Where we are, for logs. */
    String where(Direction direction) {
        return record.flow().client() + " - " + record.flow().server() + ", frame " + frame();
    }
}
