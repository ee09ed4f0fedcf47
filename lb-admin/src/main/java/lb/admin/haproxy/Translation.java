package lb.admin.haproxy;

/**
 * Puts what one line, or one word behind an address, means into a draft.
 *
 * @param <S> what belongs to the section or line that it stands in
 */
@FunctionalInterface
interface Translation<S> {
    /**
     * Does it.
     *
     * @param arguments positioned behind the keyword; what is left in the end is told as too much
     */
    void translate(Arguments arguments, S scope);
}
