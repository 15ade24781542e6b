// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.packed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.springframework.boot.loader.launch.JarLauncher;

/** Packs an application as Boot's plugins do: Boot's launcher at the top, dependencies as jars in the jar. */
final class FatJar {

    private FatJar() {}

    static void pack(Path jar, Class<?> application) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, JarLauncher.class.getName());
        manifest.getMainAttributes().putValue("Start-Class", application.getName());
        manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        manifest.getMainAttributes().putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        Path own = location(application);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            Set<String> folders = new HashSet<>();
            launcher(out, folders);
            String packageFolder = application.getPackageName().replace('.', '/');
            classes(out, folders, own, packageFolder);
            int number = 0;
            for (Path each : OwnProcess.classPath()) {
                if (each.toString().endsWith(".jar")) {
                    store(out, folders, "BOOT-INF/lib/" + each.getFileName(), Files.readAllBytes(each));
                } else if (!each.equals(own) && Files.isDirectory(each) && !each.endsWith("test-classes")) {
                    store(out, folders, "BOOT-INF/lib/module-" + number++ + ".jar", jarOf(each));
                }
            }
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void launcher(JarOutputStream out, Set<String> folders) throws IOException {
        try (JarFile loader = new JarFile(location(JarLauncher.class).toFile())) {
            List<JarEntry> entries = loader.stream()
                    .filter(entry -> entry.getName().endsWith(".class")
                            || entry.getName().startsWith("META-INF/services/"))
                    .filter(entry -> !entry.isDirectory())
                    .toList();
            for (JarEntry entry : entries) {
                store(
                        out,
                        folders,
                        entry.getName(),
                        loader.getInputStream(entry).readAllBytes());
            }
        }
    }

    private static void classes(JarOutputStream out, Set<String> folders, Path root, String folder) throws IOException {
        for (Path file : files(root.resolve(folder))) {
            store(out, folders, "BOOT-INF/classes/" + root.relativize(file), Files.readAllBytes(file));
        }
    }

    private static byte[] jarOf(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            Set<String> folders = new HashSet<>();
            for (Path file : files(folder)) {
                store(out, folders, folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Uncompressed, as the launcher wants its jars in the jar; with the folders above, which it looks for. */
    private static void store(JarOutputStream out, Set<String> folders, String name, byte[] content)
            throws IOException {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash + 1);
            if (!folder.equals("META-INF/") && folders.add(folder)) {
                out.putNextEntry(new ZipEntry(folder));
                out.closeEntry();
            }
        }
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        ((OutputStream) out).write(content);
        out.closeEntry();
    }
}
