// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Roles;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.http.HttpResponse;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * Follows HTTP/1 connections from head to head. It stops looking where the end of a body can't be
 * told for sure, after an upgrade, and after {@value #MOST_HEADS} heads.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class HttpDissector implements StreamDissector {
    /** Most heads per connection: detectors look at how a program begins, not at all it loads. */
    private static final int MOST_HEADS = 256;

    /** Bytes of a body that an event may carry. */
    private static final int REQUEST_EXCERPT = 64;

    private static final int RESPONSE_EXCERPT = 256;

    private final HttpState state = new HttpState();

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return HttpState.SIZE;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        boolean client = direction == Direction.TO_SERVER;
        Probe expected = client ? StartLine.request(head) : StartLine.response(head);
        if (expected != Probe.NO) {
            return expected;
        }
        Probe reversed = client ? StartLine.response(head) : StartLine.request(head);
        if (reversed == Probe.NO || scope.flow().roles().compareTo(Roles.PROTOCOL) >= 0) {
            return Probe.NO;
        }
        if (reversed == Probe.YES) {
            // here rather than in data(), so that already the first event has the right client
            scope.swapRoles();
        }
        return reversed;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        state.of(scope.state());
        scope.need(direction, 1);
        switch (state.phase(direction)) {
            case HttpState.HEAD:
                return head(scope, direction, bytes);
            case HttpState.CHUNK:
                return chunk(scope, direction, bytes);
            case HttpState.TRAILER:
                return trailer(scope, direction, bytes);
            case HttpState.WAITING:
                scope.need(direction, bytes.length() + 1);
                return 0;
            default:
                return bytes.length();
        }
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        // lost in a head, between chunks, or beyond the end of a body: where the next head is,
        // nobody knows
        scope.done();
    }

    @Override
    public void end(StreamScope scope) {}

    private int head(StreamScope scope, Direction direction, Payload bytes) {
        boolean request = direction == Direction.TO_SERVER;
        if (bytes.u8(0) == '\r' || bytes.u8(0) == '\n') {
            return 1; // empty lines before a head mean nothing (RFC 9112 §2.2)
        }
        Probe start = request ? StartLine.method(bytes) : StartLine.response(bytes);
        int end = start == Probe.NO ? -1 : HttpHeadParser.end(bytes, state.scanned(direction));
        if (end < 0 || end > HttpHeadParser.LONGEST_HEAD) {
            if (start == Probe.NO || bytes.length() >= HttpHeadParser.LONGEST_HEAD) {
                scope.done();
                return 0;
            }
            state.scanned(direction, bytes.length());
            scope.need(direction, bytes.length() + 1);
            return 0;
        }
        state.scanned(direction, 0);
        HttpHead head = HttpHeadParser.parse(bytes, end, request);
        if (head == null || state.countHead() > MOST_HEADS) {
            scope.done();
        } else if (request) {
            request(scope, head, bytes, end);
        } else {
            response(scope, head, bytes, end);
        }
        return end;
    }

    private void request(StreamScope scope, HttpHead head, Payload bytes, int end) {
        boolean connect = head.first().equals("CONNECT");
        boolean bodiless = connect || head.bodyLength() == HttpHead.NOT_TOLD;
        long length = bodiless ? 0 : head.bodyLength();
        scope.emit(
                new HttpRequest(
                        scope.origin(),
                        head.first(),
                        head.second(),
                        head.third(),
                        head.headers(),
                        ChunkedBody.excerpt(bytes, end, length, REQUEST_EXCERPT)));
        int kind = connect ? HttpState.TUNNEL : HttpState.PLAIN;
        if (!state.ask(head.first().equals("HEAD") ? HttpState.NO_BODY : kind)) {
            scope.done();
        } else if (!connect) {
            pass(scope, Direction.TO_SERVER, length);
        } else if (ConnectTarget.parse(head.second()) == null) {
            scope.done();
        } else {
            state.target(head.second());
            state.phase(Direction.TO_SERVER, HttpState.WAITING);
        }
    }

    private void response(StreamScope scope, HttpHead head, Payload bytes, int end) {
        int status = Integer.parseInt(head.second());
        int asked = state.answered();
        boolean tunnel = asked == HttpState.TUNNEL && status / 100 == 2;
        // RFC 9110 §6.4.1
        boolean bodiless =
                tunnel
                        || asked == HttpState.NO_BODY
                        || status / 100 == 1
                        || status == 204
                        || status == 304;
        long length = bodiless ? 0 : head.bodyLength();
        Octets body = ChunkedBody.excerpt(bytes, end, length, RESPONSE_EXCERPT);
        scope.emit(
                new HttpResponse(
                        scope.origin(), status, head.third(), head.first(), head.headers(), body));
        if (tunnel) {
            scope.inner(Carrier.HTTP_PROXY, ConnectTarget.parse(state.target()));
            return;
        }
        if (status / 100 == 1) {
            if (status == 101) {
                scope.done(); // another protocol follows (RFC 9110 §15.2.2)
            }
            return;
        }
        state.forgetAnswered();
        boolean lost = state.phase(Direction.TO_SERVER) == HttpState.BLIND;
        if (lost || length == HttpHead.NOT_TOLD || length == HttpHead.UNCLEAR) {
            scope.done(); // the body lasts until the connection is closed, or we can't tell
            return;
        }
        if (asked == HttpState.TUNNEL) {
            state.phase(Direction.TO_SERVER, HttpState.HEAD);
            scope.need(Direction.TO_SERVER, 1);
        }
        pass(scope, Direction.TO_CLIENT, length);
    }

    private void pass(StreamScope scope, Direction direction, long length) {
        if (length == HttpHead.CHUNKED) {
            state.phase(direction, HttpState.CHUNK);
        } else if (length == HttpHead.UNCLEAR) {
            state.phase(direction, HttpState.BLIND);
        } else if (length > 0) {
            scope.skip(direction, length);
        }
    }

    private int chunk(StreamScope scope, Direction direction, Payload bytes) {
        int line = ChunkedBody.line(bytes, 0);
        if (line < 0) {
            return moreOfLine(scope, direction, bytes);
        }
        long size = ChunkedBody.size(bytes, 0);
        if (size < 0) {
            scope.done();
        } else if (size == 0) {
            state.phase(direction, HttpState.TRAILER);
        } else {
            scope.skip(direction, size + 2); // the line end after the chunk
        }
        return line;
    }

    private int trailer(StreamScope scope, Direction direction, Payload bytes) {
        int line = ChunkedBody.line(bytes, 0);
        if (line < 0) {
            return moreOfLine(scope, direction, bytes);
        }
        if (line == 1 || line == 2 && bytes.u8(0) == '\r') {
            state.phase(direction, HttpState.HEAD);
        }
        return line;
    }

    private static int moreOfLine(StreamScope scope, Direction direction, Payload bytes) {
        if (bytes.length() >= ChunkedBody.LONGEST_LINE) {
            scope.done();
        }
        scope.need(direction, bytes.length() + 1);
        return 0;
    }
}
