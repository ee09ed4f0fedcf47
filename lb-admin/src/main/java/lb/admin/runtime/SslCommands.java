package lb.admin.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.tls.CertificateChange;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.TlsFilesException;
import org.jspecify.annotations.Nullable;

/** Certificates: what there are, and others in their place. Those last until their files change, or the process ends. */
final class SslCommands {
    private static final String PAYLOAD = "<certfile> <payload>";
    private static final List<String> NOT_TAKEN = List.of(".issuer", ".sctl", ".dh");

    private final Source source;
    private final BiConsumer<Caller, String> told;

    /** The one that is not committed yet, of whatever connection: there is one at a time, as in HAProxy. */
    private @Nullable CertificateChange ongoing;

    /** Where certificates are. */
    interface Source {
        Certificates get() throws CommandException;
    }

    private SslCommands(Source source, BiConsumer<Caller, String> told) {
        this.source = source;
        this.told = told;
    }

    static List<Command> of(NodeAccess node) {
        return of(() -> node.proxy().certificates(), node::told);
    }

    /** @param told is told who has changed what */
    static List<Command> of(Source source, BiConsumer<Caller, String> told) {
        SslCommands all = new SslCommands(source, told);
        return List.of(
                Command.show(
                        "show ssl cert",
                        "[<certfile>] [json]",
                        "display the TLS certificates used in memory, or the details of one",
                        Level.OPERATOR,
                        all::show),
                Command.change(
                                "set ssl cert",
                                PAYLOAD,
                                "replace a certificate; nobody gets it before it is committed",
                                all::set)
                        .withPayload(),
                Command.change(
                        "commit ssl cert",
                        "<certfile>",
                        "have a replaced certificate used",
                        (arguments, by) -> all.commit(arguments, by)),
                Command.change(
                        "abort ssl cert",
                        "<certfile>",
                        "forget a replaced certificate",
                        (arguments, _) -> all.abort(arguments)),
                Command.change(
                        "del ssl cert",
                        "<certfile>",
                        "delete an unused certificate",
                        (arguments, _) -> all.delete(arguments)),
                Command.change(
                        "new ssl cert",
                        "<certfile>",
                        "not here: put the file into a folder of certificates",
                        (_, _) -> {
                            throw new CommandException(
                                    "a certificate that is new is taken from its file: put it into a folder of"
                                            + " certificates, where it is found by itself (tls.watch)");
                        }),
                Command.change(
                                "set ssl ocsp-response",
                                "<response|payload>",
                                "staple an OCSP response, in base64, to the certificate that it is about",
                                all::staple)
                        .withPayload(),
                Command.show(
                        "show tls-keys",
                        "[id|*]",
                        "list the files of keys for session tickets",
                        Level.OPERATOR,
                        all::ticketKeys));
    }

    private Certificates certificates() throws CommandException {
        return source.get();
    }

    private synchronized Answer show(List<String> arguments) throws CommandException {
        Certificates certificates = certificates();
        if (arguments.contains(Json.WORD)) {
            return Json.array(certificates.inUse().iterator(), (one, out) -> out.append(json(one)));
        }
        CertificateChange change = ongoing;
        if (arguments.isEmpty()) {
            String transaction = change == null ? "" : "# transaction\n*" + change.file() + "\n";
            List<Path> files = certificates.inUse().stream()
                    .map(CertificateFacts::file)
                    .distinct()
                    .toList();
            return Answer.of(
                    transaction + "# filename\n",
                    files.iterator(),
                    (file, out) -> out.append(file).append('\n'),
                    "");
        }
        String name = arguments.getFirst();
        if (change != null && name.equals("*" + change.file())) {
            return Answer.of(CertificateLines.of(name, "Unused", change.chain()));
        }
        Path file = path(name);
        var chain = file == null ? null : certificates.chain(file);
        if (chain == null) {
            throw CommandException.inWordsOf(
                    "Can't display the certificate: Not found or the certificate is a bundle!");
        }
        return Answer.of(CertificateLines.of(name, "Used", chain));
    }

    private static String json(CertificateFacts one) {
        return new Json.Fields()
                .put("file", one.file().toString())
                .put("names", String.join(" ", one.names()))
                .put("subject", one.subject())
                .put("issuer", one.issuer())
                .put("serial", one.serial())
                .put("key", one.keyType())
                .put("not_before", one.notBefore().toString())
                .put("not_after", one.notAfter().toString())
                .put("sha256", one.fingerprint())
                .put(
                        "stapled_until",
                        one.stapledUntil() == null ? null : one.stapledUntil().toString())
                .toString();
    }

    private synchronized String set(List<String> arguments, Caller by) throws CommandException {
        if (arguments.size() < 2 || !arguments.getLast().contains("\n")) {
            throw CommandException.inWordsOf("'set ssl cert expects a filename and a certificate as a payload");
        }
        String name = arguments.getFirst();
        String payload = arguments.getLast();
        if (NOT_TAKEN.stream().anyMatch(name::endsWith)) {
            throw new CommandException("of a certificate's parts only its .key and its .ocsp can be set by themselves");
        }
        CertificateChange change = ongoing;
        CertificateChange begun = begun(name);
        if (begun == null) {
            throw CommandException.inWordsOf(
                    "Can't replace a certificate which is not referenced by the configuration!\nCan't update " + name
                            + "!");
        }
        if (change != null && !change.file().equals(begun.file())) {
            throw CommandException.inWordsOf("The ongoing transaction is about '" + change.file()
                    + "' but you are trying to set '" + begun.file() + "'\nCan't update " + name + "!");
        }
        try {
            put(begun, name, payload);
        } catch (TlsFilesException e) {
            throw CommandException.inWordsOf("unable to load certificate from file '" + name + "'.\n" + why(e)
                    + "\nCan't load the payload\nCan't update " + name + "!");
        } catch (IllegalArgumentException e) {
            throw CommandException.inWordsOf(
                    "Error reading OCSP response in base64 format\nCan't load the payload\nCan't update " + name + "!");
        }
        ongoing = begun;
        told.accept(by, "set ssl cert " + Arguments.shortened(name));
        return "Transaction " + (change == null ? "created" : "updated") + " for certificate " + begun.file() + "!\n";
    }

    /** The change of the certificate of a file, or of what stands beside it, that there is or that begins; null for none. */
    private @Nullable CertificateChange begun(String name) throws CommandException {
        for (String end : new String[] {"", ".key", ".ocsp"}) {
            Path file = name.endsWith(end) ? path(name.substring(0, name.length() - end.length())) : null;
            if (file == null) {
                continue;
            }
            CertificateChange change = ongoing;
            if (change != null && change.file().equals(file)) {
                return change;
            }
            CertificateChange begun = certificates().change(file);
            if (begun != null) {
                return begun;
            }
        }
        return null;
    }

    private static void put(CertificateChange change, String name, String payload) throws TlsFilesException {
        if (name.equals(change.file().toString())) {
            change.certificate(payload.getBytes(UTF_8));
        } else if (name.endsWith(".key")) {
            change.key(payload.getBytes(UTF_8));
        } else {
            change.ocsp(base64(payload));
        }
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    }

    private static String why(TlsFilesException e) {
        return e.problems().stream().map(problem -> problem.message()).collect(Collectors.joining("; "));
    }

    private synchronized String commit(List<String> arguments, Caller by) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf("'commit ssl cert expects a filename");
        }
        String name = arguments.getFirst();
        CertificateChange change = ongoing;
        String cannot = "\nCan't commit " + name + "!";
        if (change == null) {
            throw CommandException.inWordsOf("No ongoing transaction! !" + cannot);
        }
        if (!change.file().toString().equals(name)) {
            throw CommandException.inWordsOf("The ongoing transaction is about '" + change.file()
                    + "' but you are trying to set '" + name + "'" + cannot);
        }
        CertificateChange.Fault fault = change.fault();
        if (fault != null) {
            throw CommandException.inWordsOf(
                    switch (fault) {
                        case NO_KEY ->
                            "The transaction must contain at least a certificate and a private key!" + cannot;
                        case NO_PAIR ->
                            "inconsistencies between private key and certificate loaded '" + name + "'." + cannot;
                    });
        }
        if (certificates().chain(change.file()) == null) {
            // A reload has taken it away meanwhile.
            throw CommandException.inWordsOf(
                    "Can't replace a certificate which is not referenced by the configuration!" + cannot);
        }
        int places;
        try {
            places = certificates().commit(change).size();
        } catch (TlsFilesException e) {
            throw CommandException.inWordsOf(why(e) + cannot);
        }
        ongoing = null;
        told.accept(by, "commit ssl cert " + Arguments.shortened(name) + " (in memory, until the file changes)");
        return "Committing " + name + ".".repeat(places) + "\nSuccess!\n";
    }

    private synchronized String abort(List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf("'abort ssl cert' expects a filename");
        }
        String name = arguments.getFirst();
        CertificateChange change = ongoing;
        if (change == null) {
            throw CommandException.inWordsOf("No ongoing transaction!");
        }
        if (!change.file().toString().equals(name)) {
            throw CommandException.inWordsOf("The ongoing transaction is about '" + change.file()
                    + "' but you are trying to abort a transaction for '" + name + "'");
        }
        ongoing = null;
        return "Transaction aborted for certificate '" + name + "'!\n";
    }

    private String delete(List<String> arguments) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf("'del ssl cert' expects a certificate name");
        }
        String name = arguments.getFirst();
        Path file = path(name);
        boolean used = file != null && certificates().chain(file) != null;
        throw CommandException.inWordsOf("Can't remove the certificate: certificate '" + name
                + (used ? "' in use, can't be deleted!" : "' doesn't exist!"));
    }

    private synchronized String staple(List<String> arguments, Caller by) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf("'set ssl ocsp-response' expects response in base64 encoding.");
        }
        byte[] response;
        try {
            response = base64(arguments.getLast());
        } catch (IllegalArgumentException e) {
            throw CommandException.inWordsOf("'set ssl ocsp-response' received invalid base64 encoded response.");
        }
        Certificates certificates = certificates();
        List<Path> files = certificates.inUse().stream()
                .map(CertificateFacts::file)
                .distinct()
                .toList();
        String refused = "no certificate";
        List<Path> stapled = new ArrayList<>();
        for (Path file : files) {
            CertificateChange change = certificates.change(file);
            if (change == null) {
                continue;
            }
            try {
                change.ocsp(response);
                certificates.commit(change);
                stapled.add(file);
            } catch (TlsFilesException e) {
                refused = why(e);
            }
        }
        if (stapled.isEmpty()) {
            throw CommandException.inWordsOf(
                    refused.startsWith("is about another")
                            ? "OCSP single response: Certificate ID does not match any certificate or issuer"
                            : "Failed to update OCSP response: it " + refused);
        }
        told.accept(
                by,
                "set ssl ocsp-response (" + stapled.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ")");
        return "OCSP Response updated!\n";
    }

    private Answer ticketKeys(List<String> arguments) throws CommandException {
        List<Path> files = certificates().ticketKeys();
        if (!arguments.isEmpty()) {
            String asked = arguments.getFirst();
            boolean known = asked.equals("*")
                    || Stream.iterate(0, i -> i + 1)
                            .limit(files.size())
                            .anyMatch(i -> asked.equals("#" + i)
                                    || asked.equals(files.get(i).toString()));
            if (!known) {
                throw CommandException.inWordsOf("'show tls-keys' unable to locate referenced filename");
            }
            throw new CommandException("keys of session tickets are not shown: who has them reads recorded traffic");
        }
        StringBuilder text = new StringBuilder("# id (file)\n");
        for (int i = 0; i < files.size(); i++) {
            text.append(i).append(" (").append(files.get(i)).append(")\n");
        }
        return Answer.of(text.toString());
    }

    private static @Nullable Path path(String name) {
        try {
            return name.isEmpty() ? null : Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
