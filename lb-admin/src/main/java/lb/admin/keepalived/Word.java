package lb.admin.keepalived;

/**
 * One word of a line.
 *
 * @param quoted whether a part of it stood in quotes
 * @param brace whether it is a brace that begins or ends a block
 */
record Word(String text, boolean quoted, boolean brace) {
    boolean opens() {
        return brace && text.equals("{");
    }

    boolean closes() {
        return brace && text.equals("}");
    }
}
