package io.zinc.gateway;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.documents.Edit;
import java.time.Duration;

/** Waits until an edit is as safe as its host can make it: on its disk, or in its order if it has no store. */
final class Settling {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Settling() {}

    static void settle(Edit edit) throws Refusal, InterruptedException {
        SendResult result = edit.await(Ack.DURABLE, PATIENCE);
        if (result instanceof SendResult.LevelUnavailable) {
            result = edit.await(Ack.SEQUENCED, PATIENCE);
        }
        switch (result) {
            case SendResult.Sent sent -> {}
            case SendResult.Refused refused -> throw refused(refused.reason());
            case SendResult.TooLarge large ->
                throw new Refusal(
                        413,
                        "the edit has " + large.bytes() + " bytes, the limit is " + large.limitBytes()
                                + "; make smaller edits");
            case SendResult.OutcomeUnknown unknown ->
                throw new Refusal(
                        503,
                        "nobody knows yet whether the edit got through: " + unknown.reason()
                                + "; read the document before you send it again");
            case SendResult.LevelUnavailable unavailable -> throw later(unavailable.reason());
            case SendResult.Closed closed -> throw later("this gateway is closing");
            case SendResult.BackPressured full -> throw later("too much waits already");
        }
    }

    static Refusal refused(String reason) {
        boolean isTooLarge = reason.contains("maxDocumentBytes") || reason.contains("maxFragmentBytes");
        return new Refusal(isTooLarge ? 413 : 409, "the host refused the edit: " + reason);
    }

    private static Refusal later(String reason) {
        return new Refusal(503, "the edit was not taken: " + reason + "; try again");
    }
}
