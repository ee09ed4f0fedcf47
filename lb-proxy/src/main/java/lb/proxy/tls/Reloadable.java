package lb.proxy.tls;

import java.nio.file.Path;
import java.util.List;

/** What was made of files, and can be made of them again while it is used. Any thread. */
public sealed interface Reloadable permits ListenContext, ConnectContext {
    /** How its files look now. Waits for the disk. */
    FilesSeen look();

    /** How they looked when they were read. */
    FilesSeen read();

    /**
     * Reads all files again: all of it is new, or the old stays. Connections keep what they have, and sessions go on. A
     * certificate that was given while it runs stays, unless its file has changed since.
     *
     * @return the files of given certificates that are not used any more
     * @throws TlsFilesException when nothing has changed, with every problem
     */
    List<Path> reload() throws TlsFilesException;

    /** Its certificates, in the order of the settings. */
    List<CertificateFacts> certificates();

    /** What was not right, though not so wrong that it could not be used, when the files were read. */
    List<TlsProblem> warnings();

    /** Whom certificates of the other side have to be of. */
    TrustFiles trust();

    /** Those certificates whose file is that one. */
    List<ServerCertificate> from(Path file);

    /**
     * Gets everything ready for another certificate in the place of one.
     *
     * @throws TlsFilesException when it cannot be used, and nothing has changed
     */
    Prepared prepare(CertificateChange change) throws TlsFilesException;

    /** What is ready: one of these is called, once, before anything else changes. Neither fails. */
    interface Prepared {
        /** Has it used, from the next connection on. */
        void use();

        /** Frees what was made for it. */
        void drop();
    }
}
