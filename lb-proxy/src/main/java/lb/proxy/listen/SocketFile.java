package lb.proxy.listen;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file of a UNIX socket that is listened on. The socket is bound beside it and moved to its place once its permissions
 * are set, so that nobody connects who must not, and a file that a dead process has left is replaced. Not on an event loop.
 */
public final class SocketFile {
    /** S_IFMT and S_IFSOCK of sys/stat.h. */
    private static final int TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private final Path path;
    private final Path beside;

    /** Inode of the file once it is in its place. */
    private long inode = -1;

    private SocketFile(Path path) {
        this.path = path;
        beside = Path.of(path + "." + ProcessHandle.current().pid());
    }

    /**
     * A file that can have the path.
     *
     * @param takeOver whether it is taken from another process that listens there
     * @throws IOException if another process listens there, or something else is there, with a sentence
     */
    public static SocketFile at(Path path, boolean takeOver) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE) != SOCKET) {
                throw new IOException("there is a file that is no socket");
            }
            if (!takeOver && isAnswered(path)) {
                throw new IOException("the address is in use; stop what listens there, or choose another one");
            }
        }
        SocketFile file = new SocketFile(path);
        Files.deleteIfExists(file.beside);
        return file;
    }

    /**
     * The file of a socket that another process has passed to this one.
     *
     * @throws IOException if it is not there any more, or its permissions cannot be set, with a sentence
     */
    public static SocketFile adopted(Path path, @Nullable UnixPermissions permissions) throws IOException {
        SocketFile file = new SocketFile(path);
        if (permissions != null) {
            try {
                set(path, permissions);
            } catch (FileSystemException e) {
                throw new IOException("its mode, user or group cannot be set: " + e.getReason(), e);
            }
        }
        file.inode = file.inode();
        return file;
    }

    private static boolean isAnswered(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the socket is to be bound. */
    public Path bindingPath() {
        return beside;
    }

    /**
     * The socket is bound: it is given its permissions and its place.
     *
     * @throws IOException if that is not permitted, or there is no such user or group, with a sentence
     */
    public void publish(@Nullable UnixPermissions permissions) throws IOException {
        try {
            if (permissions != null) {
                set(beside, permissions);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            inode = inode();
        } catch (FileSystemException e) {
            throw new IOException("its mode, user, group or place cannot be set: " + e.getReason(), e);
        }
    }

    private static void set(Path file, UnixPermissions permissions) throws IOException {
        UserPrincipalLookupService principals = file.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        String user = permissions.user();
        String group = permissions.group();
        if (user != null) {
            try {
                view.setOwner(principals.lookupPrincipalByName(user));
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException("there is no user \"" + user + "\"", e);
            }
        }
        if (group != null) {
            try {
                view.setGroup(principals.lookupPrincipalByGroupName(group));
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException("there is no group \"" + group + "\"", e);
            }
        }
        if (permissions.mode() >= 0) {
            Files.setAttribute(file, "unix:mode", permissions.mode());
        }
    }

    private long inode() throws IOException {
        return (long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes what there is of it, but not the file of a process that has taken the place meanwhile. */
    public void remove() {
        try {
            Files.deleteIfExists(beside);
            if (inode >= 0 && inode == inode()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has removed it.
        } catch (IOException e) {
            // It stays, and the next start replaces it.
        }
    }
}
