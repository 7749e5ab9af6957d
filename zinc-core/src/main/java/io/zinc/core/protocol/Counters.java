package io.zinc.core.protocol;

/** What the protocol counts over the life of an endpoint. Written by its thread; others read figures that may be a little old. */
public final class Counters {

    /** Direct frames that were no control of this version, or came from strangers. */
    public long strayControls;

    /** Push frames dropped for a missing or unknown link token. */
    public long strayPushes;

    /** Frames dropped because their bytes make no sense. */
    public long malformed;

    /** Sessions ended because they sent on without acknowledgements. */
    public long overdrawn;

    /** Runs dropped because their session came over another link than its own. */
    public long foreignSessions;

    /** Sends and subscriptions without the right. */
    public long unauthorized;

    /** Subscription requests of the broadcast path that were refused. */
    public long refusedSubscriptions;

    /** Frames of another tree or reign. */
    public long foreignReigns;

    /** Broadcast frames, or parts of them, that had been handled before. */
    public long duplicates;

    /** Gaps found. */
    public long gaps;

    /** Requests for repair sent. */
    public long repairsAsked;

    /** Repair frames broadcast. */
    public long repairFrames;

    /** Requests for repair passed on to the parent for a child. */
    public long repairsEscalated;

    /** Messages that nobody above could give any more. */
    public long missed;

    /** Messages sent again. */
    public long resent;

    /** Answers of the kind "expected" that were sent. */
    public long expecteds;

    /** Joins refused. */
    public long refusedJoins;

    /** Joins refused because this endpoint is below the joiner, and parents left because they are. */
    public long cyclesRefused;

    /** Own sessions that ended and were followed by another one. */
    public long sessionRestarts;

    /** Peers disconnected because there were too many that are no children. */
    public long strangersCut;

    /** Joins sent to another place. */
    public long redirects;

    /** Children cut because they fell silent or did not read. */
    public long childrenCut;

    /** Parents lost. */
    public long parentsLost;

    /** Own pauses noticed. */
    public long pauses;

    /** Frames of children that were dropped because the way up was full or shut. */
    public long droppedUpward;

    /** Messages that a gate of the host has taken. */
    public long gated;

    /** Times that a gate of the host had no room. */
    public long gateRefusals;

    /** Ephemeral messages dropped for lack of room: on the way up, at a gate, for slow children, or of a session that is too fast. */
    public long ephemeralsDropped;

    /** Questions sent to the parent, with those that were repeated. */
    public long questionsAsked;

    /** Questions asked anew because whoever had begun to answer was gone. */
    public long questionsAskedAnew;

    /** Questions of endpoints below that were passed on to the parent. */
    public long questionsPassed;

    /** Questions of endpoints below that were put off for lack of room. */
    public long questionsDeferred;

    /** Parts of answers sent. */
    public long answerParts;

    /** Answers given up before they were fetched, because others needed the room. */
    public long answersGivenUp;

    /** Frames dropped for any reason that is somebody's fault. */
    public long droppedFrames() {
        return strayControls
                + strayPushes
                + malformed
                + foreignSessions
                + overdrawn
                + unauthorized
                + refusedSubscriptions
                + foreignReigns;
    }
}
