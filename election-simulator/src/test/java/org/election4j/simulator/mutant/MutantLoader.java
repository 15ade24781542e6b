// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.s3.ConditionalObjects;
import org.jspecify.annotations.Nullable;

/** Loads all of Election4J anew, with the classes of one mutant in the place of the original's. */
public final class MutantLoader extends ClassLoader {

    private static final String OURS = "org.election4j.";

    private final Map<String, byte[]> mutated;

    private MutantLoader(@Nullable Mutant mutant) throws IOException {
        super(MutantLoader.class.getClassLoader());
        this.mutated = mutant == null ? Map.of() : compile(mutant);
    }

    /**
     * Runs the only method of a class with a mutant in place.
     *
     * @param mutant the mutant; null runs what there is
     * @param entry a class with one static method; nothing but classes of the JDK may go in or come out
     * @param arguments what it takes
     * @return what it gives
     */
    public static Object[] run(@Nullable Mutant mutant, Class<?> entry, Object... arguments) {
        try {
            Method only = Stream.of(
                            new MutantLoader(mutant).loadClass(entry.getName()).getDeclaredMethods())
                    .filter(method -> !method.isSynthetic())
                    .findFirst()
                    .orElseThrow();
            only.setAccessible(true);
            return (Object[]) only.invoke(null, arguments);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("cannot run " + entry + " with mutant " + mutant, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] code = mutated.get(name);
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (code == null && original == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = code == null ? original.readAllBytes() : code;
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    // ---- the compiler ----------------------------------------------------------------------------------------------

    private static Map<String, byte[]> compile(Mutant mutant) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> written = new HashMap<>();
        try (JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), written)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
            Source source = new Source(mutant.className(), mutant.source());
            StringBuilder said = new StringBuilder();
            boolean good = compiler.getTask(
                            null, files, problem -> said.append(problem).append('\n'), options, null, List.of(source))
                    .call();
            if (!good) {
                throw new IllegalStateException("mutant '" + mutant + "' does not compile: " + said);
            }
        }
        Map<String, byte[]> classes = new HashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static String classPath() {
        return Stream.of(SessionMachine.class, ConditionalObjects.class, Nullable.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> {
                    try {
                        return Path.of(location.toURI()).toString();
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> written;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> written) {
            super(files);
            this.written = written;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
