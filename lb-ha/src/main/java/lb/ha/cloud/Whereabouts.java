package lb.ha.cloud;

/** Where something is that a cloud moves. */
public sealed interface Whereabouts {
    /** At this node. */
    record Here() implements Whereabouts {}

    /**
     * At another node, or nowhere.
     *
     * @param holder who has it, such as {@code eni-0123}, or {@code nobody}
     */
    record Elsewhere(String holder) implements Whereabouts {}

    /** There is no way to ask. */
    record Untold() implements Whereabouts {}
}
