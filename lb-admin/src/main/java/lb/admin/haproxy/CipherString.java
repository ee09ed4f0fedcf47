package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A list of ciphers in OpenSSL's language (ciphers(1ssl)), such as {@code HIGH:!aNULL:!MD5}: which of those that are spoken here it
 * comes to. One of names alone stays as it is. One use.
 */
final class CipherString {
    /** Those that both libraries have, in OpenSSL's order, each with the words that it answers to. */
    private static final List<Cipher> ALL = ciphers();

    /** A name of one cipher, be it spoken here or not; words for several have no dash in them. */
    private static final Pattern NAME = Pattern.compile("[A-Z0-9]+(-[A-Z0-9]+)+");

    private static final String SHORT_NAME = "@";

    private final List<Cipher> active = new ArrayList<>();
    private final Set<Cipher> killed = new LinkedHashSet<>();

    /** One of them. */
    private record Cipher(String name, int bits, Set<String> words) {}

    private CipherString() {}

    private static List<Cipher> ciphers() {
        List<Cipher> all = new ArrayList<>();
        for (String kind : List.of("AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256")) {
            all.add(cipher("ECDHE-ECDSA-", kind));
            all.add(cipher("ECDHE-RSA-", kind));
        }
        for (String kind : List.of("AES256-SHA", "AES128-SHA")) {
            all.add(cipher("ECDHE-ECDSA-", kind));
            all.add(cipher("ECDHE-RSA-", kind));
        }
        for (String kind : List.of("AES256-GCM-SHA384", "AES128-GCM-SHA256", "AES256-SHA", "AES128-SHA")) {
            all.add(cipher("", kind));
        }
        return List.copyOf(all);
    }

    private static Cipher cipher(String exchange, String kind) {
        Set<String> words = new LinkedHashSet<>(List.of("ALL", "DEFAULT", "HIGH", exchange + kind));
        boolean ecdhe = !exchange.isEmpty();
        words.addAll(ecdhe ? List.of("ECDHE", "EECDH", "kECDHE", "kEECDH", "ECDH") : List.of("RSA", "kRSA"));
        words.addAll(exchange.contains("ECDSA") ? List.of("ECDSA", "aECDSA") : List.of("aRSA", "RSA"));
        boolean strong = kind.startsWith("AES256") || kind.startsWith("CHACHA20");
        boolean gcm = kind.contains("GCM");
        if (kind.startsWith("CHACHA20")) {
            words.addAll(List.of("CHACHA20", "TLSv1.2"));
        } else {
            words.addAll(List.of("AES", strong ? "AES256" : "AES128"));
            words.addAll(gcm ? List.of("AESGCM", "TLSv1.2") : List.of("SHA", "SHA1", ecdhe ? "TLSv1.0" : "SSLv3"));
            if (gcm) {
                words.add(strong ? "SHA384" : "SHA256");
            }
        }
        return new Cipher(exchange + kind, strong ? 256 : 128, Set.copyOf(words));
    }

    /** The next word of a line, as our configuration has it. */
    static Optional<String> read(Arguments arguments) {
        Optional<String> text = arguments.next("names with colons between them");
        if (text.isEmpty()) {
            return text;
        }
        String[] words = text.get().split("[:, ]+", -1);
        if (Arrays.stream(words).allMatch(word -> NAME.matcher(word).matches())) {
            return text.map(all -> String.join(":", words));
        }
        CipherString list = new CipherString();
        for (String word : words) {
            list.take(word);
        }
        if (list.active.isEmpty()) {
            arguments.error(
                    "%s leaves no cipher that is spoken here (expected: names such as ECDHE-RSA-AES128-GCM-SHA256)"
                            .formatted(Shown.word(text.get())));
            return Optional.empty();
        }
        return Optional.of(
                String.join(":", list.active.stream().map(Cipher::name).toList()));
    }

    private void take(String word) {
        if (word.equals("@STRENGTH")) {
            active.sort(Comparator.comparingInt((Cipher cipher) -> -cipher.bits()));
            return;
        }
        if (word.isEmpty() || word.startsWith(SHORT_NAME)) {
            return;
        }
        char first = word.charAt(0);
        boolean operator = first == '!' || first == '-' || first == '+';
        List<Cipher> meant = matching(operator ? word.substring(1) : word);
        switch (first) {
            case '!' -> {
                active.removeAll(meant);
                killed.addAll(meant);
            }
            case '-' -> active.removeAll(meant);
            case '+' -> {
                List<Cipher> moved = active.stream().filter(meant::contains).toList();
                active.removeAll(moved);
                active.addAll(moved);
            }
            default ->
                meant.stream()
                        .filter(cipher -> !killed.contains(cipher) && !active.contains(cipher))
                        .forEach(active::add);
        }
    }

    /** All that answer to each of the words with a plus between them; none to what is not spoken here. */
    private static List<Cipher> matching(String words) {
        List<String> each = List.of(words.split("\\+", -1));
        return ALL.stream().filter(cipher -> cipher.words().containsAll(each)).toList();
    }
}
