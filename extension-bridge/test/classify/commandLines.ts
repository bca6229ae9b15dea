/** Command lines as people type them, with what they are for. */

/** Class, then lines of it; of tests, the runner and the flag `watch` stand in front. */
const TABLE = String.raw`
test pytest | pytest
test pytest | pytest -q tests/test_a.py::test_b -k "not slow"
test pytest | FOO=1 BAR="a b" pytest
test pytest | env FOO=1 pytest
test pytest | sudo -u app pytest
test pytest | time pytest -x
test pytest | nohup pytest > out.log 2>&1 &
test pytest | xvfb-run -a pytest
test pytest | timeout 60 pytest
test pytest | nice -n 5 pytest
test pytest | poetry run pytest
test pytest | uv run pytest -x
test pytest | uv run --with pytest-xdist -- pytest -n 4
test pytest | uvx pytest
test pytest | pipenv run pytest
test pytest | pdm run pytest
test pytest | hatch test
test pytest | hatch run pytest
test pytest | conda run -n work pytest
test pytest | python -m pytest
test pytest | python3.11 -W error -m pytest
test pytest | py -3 -m pytest
test pytest | /home/me/.venv/bin/python -m pytest
test pytest | .venv\Scripts\python.exe -m pytest
test pytest | "C:\Program Files\Python311\python.exe" -m pytest
test pytest | & "C:\work space\.venv\Scripts\pytest.exe" -q
test pytest | coverage run -m pytest
test pytest | docker compose exec web pytest
test pytest | docker compose -f dev.yml run --rm -e CI=1 web pytest
test pytest | docker exec -it app pytest
test pytest | docker-compose exec -T api python -m pytest
test pytest | bash -lc "cd src && pytest"
test pytest | cmd /c "pytest -q"
test pytest | source venv/bin/activate && pytest
test pytest | for f in a b; do pytest $f; done
test pytest | ls | xargs pytest
test pytest | (cd sub; pytest)
test pytest watch | ptw
test pytest watch | ls *.py | entr -c pytest
test unittest | python -m unittest discover -s tests
test unittest | python manage.py test app
test unittest | ./manage.py test
test - | tox -e py311
test - | nox -s tests
test - | python -m nox
test jest | jest
test jest | npx jest --coverage
test jest | npx -y jest@29
test jest | yarn jest
test jest | pnpm exec jest
test jest | bunx jest
test jest | ./node_modules/.bin/jest
test jest | node node_modules/jest/bin/jest.js --runInBand
test jest | node --inspect-brk ./node_modules/.bin/jest
test jest | react-scripts test
test jest | cross-env CI=true jest
test jest watch | jest --watch
test jest watch | npx jest --watchAll
test vitest | vitest run
test vitest | npx vitest --run
test vitest | vitest --watch=false
test vitest watch | vitest
test vitest watch | pnpm vitest
test mocha | mocha --recursive
test mocha | npx mocha
test mocha | c8 mocha
test mocha watch | mocha -w
test tap | npx ava
test tap | tape "test/**/*.js"
test tap | prove -lr t
test node | node --test
test node | node --import tsx --test "src/**/*.test.ts"
test node watch | node --test --watch
test playwright | npx playwright test
test - | npm test
test - | npm t
test - | npm run test
test - | npm run test:unit -- --coverage
test - | npm --prefix web test
test - | npm -w pkg run test
test - | npm.cmd test
test - | "C:\Program Files\nodejs\npm.cmd" test
test - | yarn test
test - | yarn --cwd web test
test - | yarn workspace web test
test - | pnpm test
test - | pnpm -r test
test - | pnpm --filter web run test:e2e
test - | npx cypress run
test - | npx nx test web
test - | turbo run test
test - | ng test
test - watch | npm run test:watch
test cargo | cargo test
test cargo | cargo +nightly test --workspace
test cargo | cargo t
test cargo | cargo --color always test
test cargo | RUST_BACKTRACE=1 cargo test -p core -- --nocapture
test nextest | cargo nextest run
test cargo watch | cargo watch -x test
test go | go test ./...
test go | go -C sub test -run X
test go | gotestsum
test gradle | ./gradlew test
test gradle | .\gradlew.bat test
test gradle | gradle :app:testDebugUnitTest
test gradle | gradle -p sub clean check
test gradle watch | gradle test --continuous
test maven | mvn test
test maven | mvn -q -pl core verify
test maven | ./mvnw clean test
test dotnet | dotnet test
test dotnet | dotnet test --no-build App.sln
test dotnet watch | dotnet watch test
test ctest | ctest --output-on-failure
test ctest | cd build && ctest
test rspec | rspec
test rspec | bundle exec rspec spec/a_spec.rb
test minitest | rails test
test minitest | ruby -Itest test/user_test.rb
test - | rake test
test - | bundle exec rake spec
test phpunit | vendor/bin/phpunit
test phpunit | php vendor/bin/phpunit --filter x
test phpunit | php artisan test
test phpunit | ./vendor/bin/pest
test - | composer test
test mix | mix test
test mix watch | mix test.watch
test swift | swift test
test flutter | flutter test
test flutter | dart test
test - | bazel test //...
test - | make test
test - | make -C build check
test - | make -j4 lint test
test - | cd x && make test | tee log
test - | cmake --build build --target test
test - | ninja test
test - | meson test -C build
test - | just test
test deno | deno test --allow-read
test bun | bun test
test - | bun run test
test - | sbt test
test - | sbt "testOnly a.B"
test - | stack test
test - | cabal test
test - | zig build test
test - | zig test src/main.zig
test - | xcodebuild test -scheme App
test - | ./test.sh
test - | bash scripts/test.sh
test - | ./run_tests.sh
test - watch | watch -n 5 make test
build | make
build | make -j8 all
build | make install
build | cmake -S . -B build
build | cmake --build build -j
build | ninja -C out
build | cargo build --release
build | cargo check
build | cargo clippy -- -D warnings
build | go build ./...
build | go vet ./...
build | tsc --noEmit
build watch | tsc -w
build watch | npx tsc --watch
build | npm run build
build | npm run lint
build | npm run check-types
build | yarn build
build | pnpm run typecheck
build | webpack --mode production
build | npx vite build
build | next build
build | ng build
build | ./gradlew assembleDebug
build | gradle build -x test
build | mvn compile
build | mvn -B package
build | mvn -DskipTests verify
build | mvn verify -Dmaven.test.skip=true
build | dotnet build
build | msbuild App.sln
build | MSBuild.exe App.sln /t:Rebuild
build | xcodebuild -scheme Tests
build | gcc -o a a.c
build | /usr/bin/clang++ -std=c++20 x.cpp
build | gcc-12 x.c
build | javac Main.java
build | docker build -t app .
build | docker compose build
build | bazel build //x
build | mypy src
build | ruff check .
build | npx eslint .
build | pre-commit run --all-files
build | uv build
build | ./configure --prefix=/x
build | ./build.sh
build | mkdir -p out && cd out && cmake ..
run | python x.py
run | python -u -X dev x.py --test
run | python -m app
run | python -c "print(1)"
run | python
run | python3 test.py
run | poetry run python x.py
run | node x.js
run | node server.js --watch-dir=x
run | npm start
run | npm run dev
run | yarn dev
run | yarn start
run | bun run dev
run | bun x.ts
run | deno run -A x.ts
run | cargo run -- --test
run | go run .
run | java -jar app.jar
run | java -cp test Main
run | ./program
run | ./a.out < in.txt > out.txt
run | build/app
run | C:\work\app.exe --x
run | docker run --rm -p 80:80 nginx
run | docker compose up -d
run | flask run
run | uvicorn app:app --reload
run | python manage.py runserver
run | rails server
run | mvn spring-boot:run
run | ./gradlew bootRun
run | dotnet run
run | swift run
run | flutter run -d chrome
run | make run
run | make && ./prog
run | ruby x.rb
run | php -S localhost:80
run | sudo ./program
run | bash deploy.sh
run | cat in.txt | ./program
run watch | nodemon x.js
versionControl | git status
versionControl | git -C sub -c user.name=x commit -m "make test pass; pytest"
versionControl | git commit -m 'npm test'
versionControl | git add -A && git commit -m x && git push
versionControl | git log --oneline | head
versionControl | git diff test/
versionControl | hg pull
versionControl | svn up
versionControl | jj new
versionControl | gh pr create
versionControl | cd x && git pull
packages | pip install pytest
packages | pip3 install -r requirements.txt
packages | python -m pip install -e .
packages | npm install --save-dev jest
packages | npm ci
packages | npm i
packages | yarn
packages | yarn add jest
packages | pnpm add -D vitest
packages | cargo add serde
packages | sudo apt-get install -y ninja-build
packages | brew install cmake
packages | poetry add pytest
packages | uv pip install x
packages | uv sync
packages | go get x
packages | go mod tidy
packages | gem install rspec
packages | bundle install
packages | composer install
packages | dotnet add package x
packages | mix deps.get
packages | winget install x
packages | cd web && npm ci
navigation | cd src
navigation | cd build
navigation | ls -la test
navigation | pwd
navigation | cat tests/test_a.py
navigation | less log.txt
navigation | tree -L 2
navigation | find . -name "*.test.ts"
navigation | grep -rn pytest .
navigation | rg "make test"
navigation | fd test
navigation | clear
navigation | code .
navigation | tail -f out.log
navigation | vim Makefile
navigation | man make
navigation | cat a | grep b | head
navigation | Get-ChildItem
other | echo "pytest"
other | echo done # pytest
navigation | cat <<EOF
other | export FOO=pytest
other | mkdir build
other | rm -rf dist node_modules
other | cp a test
other | source venv/bin/activate
other | . ./env.sh
other | kill 123
other | ssh host
other | bash
other | pytest --version
other | python --version
other | cargo --help
other | test -f x
other | true
other | exit
`;

/** A line, and what is told of it. */
export const rows = TABLE.trim()
  .split('\n')
  .map((row) => {
    const [told = '', line = ''] = row.split(/ \| (.*)/s);
    return { told, line };
  });
