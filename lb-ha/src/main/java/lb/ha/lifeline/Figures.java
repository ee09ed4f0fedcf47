package lb.ha.lifeline;

import java.util.function.Consumer;

/** What this node tells other nodes of itself when they ask: bytes that only those who make and read them understand. */
public interface Figures {
    /** For a node that tells nothing; the others know it from its hellos. */
    Figures NONE = (node, answer) -> {};

    /**
     * A peer asks. Called on the lifeline's thread: must hand over and return. It must use no descriptor and start or wake no
     * virtual thread: a thread that begins there has the lifeline's table of descriptors.
     *
     * @param node who asks
     * @param answer takes what it is told, once and on any thread; whoever asks waits for a second
     */
    void asked(String node, Consumer<byte[]> answer);
}
