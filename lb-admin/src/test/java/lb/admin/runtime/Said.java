package lb.admin.runtime;

/** All of what follows a line. */
record Said(String text, boolean end) {
    static Said hear(Conversation conversation, String line) {
        Reply reply = conversation.hear(line);
        StringBuilder text = new StringBuilder();
        for (String piece = reply.next(); piece != null; piece = reply.next()) {
            text.append(piece);
        }
        return new Said(text.toString(), reply.end());
    }
}
