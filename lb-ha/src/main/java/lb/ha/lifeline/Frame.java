package lb.ha.lifeline;

import java.nio.ByteBuffer;
import java.util.List;
import lb.ha.handover.Message;
import lb.ha.vrrp.VrrpState;

/** What nodes say to each other; {@link FrameCodec} draws it. */
sealed interface Frame {
    /**
     * A sign of life, and what the sender does with each of its virtual routers.
     *
     * @param epoch drawn at random by each run of a process: another one is another process
     * @param sequence counts the hellos of a connection
     * @param time the sender's {@link lb.ha.NanoClock}, meaningless to others
     * @param routers {@link FrameCodec#MOST_ROUTERS} at most
     * @param answers whether the sender answers questions
     */
    record Hello(long epoch, long sequence, long time, List<Router> routers, boolean answers) implements Frame {
        public Hello {
            routers = List.copyOf(routers);
        }
    }

    /** The answer to a hello, with its numbers. */
    record HelloAck(long epoch, long sequence, long time) implements Frame {}

    /** Something about a hand-over. */
    record HandOver(Message message) implements Frame {}

    /**
     * Asks for the figures of a node, or for more of its answer.
     *
     * @param number the same for all that is asked to get one answer
     * @param from bytes that have come of it, 0 or more
     */
    record Question(long number, int from) implements Frame {}

    /**
     * A piece of an answer.
     *
     * @param number that of the question
     * @param whole bytes of the whole answer, or {@link #TOO_LONG}
     * @param from bytes of it before these
     * @param bytes {@link FrameCodec#LONGEST_PIECE} at most; one that was received holds only until the next is read
     */
    record Piece(long number, int whole, int from, ByteBuffer bytes) implements Frame {
        /** In the place of the length of an answer that is too long to be sent. */
        static final int TOO_LONG = -1;
    }

    /** Another process of this node goes on, and has begun to listen: a new connection leads to it. */
    record GoesOn() implements Frame {}

    /** A frame of a type that this version does not know: passed over. */
    record Unknown(int type) implements Frame {}

    /**
     * A virtual router at the sender.
     *
     * @param name as in the file, the same on all nodes
     * @param priority what it advertises, 0 while it does not take part
     * @param usable whether the node can serve
     */
    record Router(String name, VrrpState state, int priority, boolean usable) {}
}
