// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** How the bytes of a stream are shown to a dissector; none may change what it says. */
public enum Delivery {
    /** Segment by segment. */
    AS_CAPTURED,
    /** Each byte in a call of its own. */
    BYTE_BY_BYTE,
    /** All that one direction says before the other speaks, at once. */
    BY_TURN;

    List<StreamPiece> arrange(List<StreamPiece> pieces) {
        return switch (this) {
            case AS_CAPTURED -> pieces;
            case BYTE_BY_BYTE -> bytes(pieces);
            case BY_TURN -> turns(pieces);
        };
    }

    private static List<StreamPiece> bytes(List<StreamPiece> pieces) {
        List<StreamPiece> result = new ArrayList<>();
        for (StreamPiece piece : pieces) {
            if (piece.missing() > 0) {
                result.add(piece);
            }
            for (byte b : piece.bytes()) {
                byte[] one = {b};
                result.add(new StreamPiece(piece.direction(), one, 0, piece.frame(), piece.time()));
            }
        }
        return result;
    }

    private static List<StreamPiece> turns(List<StreamPiece> pieces) {
        List<StreamPiece> result = new ArrayList<>();
        ByteArrayOutputStream turn = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            StreamPiece piece = pieces.get(i);
            if (piece.missing() > 0) {
                result.add(piece);
                continue;
            }
            turn.writeBytes(piece.bytes());
            StreamPiece next = i + 1 < pieces.size() ? pieces.get(i + 1) : null;
            if (next == null || next.missing() > 0 || next.direction() != piece.direction()) {
                result.add(
                        new StreamPiece(
                                piece.direction(),
                                turn.toByteArray(),
                                0,
                                piece.frame(),
                                piece.time()));
                turn.reset();
            }
        }
        return result;
    }
}
