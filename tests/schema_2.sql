-- A store of schema 2 as Dateline wrote it then: tests/sample_articles.py, one dated by a user.
PRAGMA application_id = 1145851461;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT,
        text TEXT NOT NULL,
        stated_date TEXT CHECK (stated_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        user_date TEXT CHECK (user_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        source TEXT,
        url TEXT CHECK (url LIKE 'http://%' OR url LIKE 'https://%')
    ) STRICT
    ;
INSERT INTO "articles" VALUES(1,'35164eb896f4223be3c1','Fighters reach the valley','It had rained. Fighters reached Bazarak on Thursday, officials said.

Kabul was calm.','2021-09-03',NULL,'Alpha','https://example.org/one');
INSERT INTO "articles" VALUES(2,'d515d778e0158655728f','A rally in the capital','Hundreds gathered in Kabul and left in peace.','2021-09-05',NULL,'Beta',NULL);
INSERT INTO "articles" VALUES(3,'22d7cc384d597ed961b3','Roads closed','Roads in Panjshir were closed.','2021-09-06',NULL,'Beta',NULL);
INSERT INTO "articles" VALUES(4,'38ede8adc620555bf320','A country waits','Afghanistan waits, and so does Nowhereville.','2021-09-04',NULL,'Alpha',NULL);
INSERT INTO "articles" VALUES(5,'11919408d549a4baca42','No day is told','A market opened in Kabul.',NULL,'2021-09-07',NULL,NULL);
CREATE TABLE focus (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (article, position)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE mentions (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        part TEXT NOT NULL CHECK (part IN ('title', 'text')),
        span_start INTEGER NOT NULL CHECK (span_start >= 0),
        span_end INTEGER NOT NULL CHECK (span_end > span_start),
        text TEXT NOT NULL,
        role TEXT NOT NULL,
        role_evidence TEXT NOT NULL,
        verdict TEXT NOT NULL,
        place INTEGER REFERENCES places (number),
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        evidence TEXT NOT NULL,
        rejected TEXT NOT NULL,
        time INTEGER,
        PRIMARY KEY (article, position),
        FOREIGN KEY (article, time) REFERENCES times (article, position)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "mentions" VALUES(1,0,'text',32,39,'Bazarak','event','["event_verb","“reached” tells that something happened there",0.0]','resolved',2,0.82,'[["exact_name","spelled as it is known",0.5]]','[[1,0.1,[["far","far from the other places",0.0]]]]',0);
INSERT INTO "mentions" VALUES(1,1,'text',70,75,'Kabul','background','["event_verb","“reached” tells that something happened there",0.0]','resolved',3,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
INSERT INTO "mentions" VALUES(2,0,'text',21,26,'Kabul','event','["event_verb","“reached” tells that something happened there",0.0]','resolved',3,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
INSERT INTO "mentions" VALUES(3,0,'text',9,17,'Panjshir','event','["event_verb","“reached” tells that something happened there",0.0]','resolved',4,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
INSERT INTO "mentions" VALUES(4,0,'text',0,11,'Afghanistan','background','["event_verb","“reached” tells that something happened there",0.0]','resolved',5,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
INSERT INTO "mentions" VALUES(4,1,'text',31,43,'Nowhereville','event','["event_verb","“reached” tells that something happened there",0.0]','nil',NULL,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
INSERT INTO "mentions" VALUES(5,0,'text',19,24,'Kabul','event','["event_verb","“reached” tells that something happened there",0.0]','resolved',3,0.82,'[["exact_name","spelled as it is known",0.5]]','[]',NULL);
CREATE TABLE places (
        number INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        geonameid INTEGER,
        parent TEXT,
        country TEXT,
        latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        radius_km REAL NOT NULL,
        uncertainty_km REAL NOT NULL,
        population INTEGER,
        alternate_names TEXT NOT NULL,
        dari_names TEXT NOT NULL,
        pashto_names TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "places" VALUES(1,'0f6567212eeeb67e9f4b0b892079e964bb41f5d38f88da8ed742a6786f526b00','af-bazarak-2','Bazarak','village',NULL,'af','AF',36.1,68.2,1.0,1.0,NULL,'[]','[]','[]','made for a test');
INSERT INTO "places" VALUES(2,'a3259731bc8e3a9a68b5bc9e3b0e18500b92f64beb51dbf49d8b901558877ca1','af-bazarak','Bazarak','town',NULL,'af-panjshir','AF',35.3129,69.5152,1.0,1.0,NULL,'[]','[]','[]','made for a test');
INSERT INTO "places" VALUES(3,'68102008ff7feddd5accd7b6b23071663d1163fcd3071a080bb5c517cd9da617','af-kabul','Kabul','city',NULL,'af','AF',34.5281,69.1723,15.0,1.0,NULL,'[]','[]','[]','made for a test');
INSERT INTO "places" VALUES(4,'69fc8463c5ed80da2f636a28ea171f6db40fef207fe12f6ef8d0b7d9ab55b9e0','af-panjshir','Panjshir','province',NULL,'af','AF',35.4,69.7,60.0,1.0,NULL,'[]','[]','[]','made for a test');
INSERT INTO "places" VALUES(5,'269cf201420066fbe19fff977a9fe5d990351f87ee2b5bca5dcef977141adafb','af','Afghanistan','country',NULL,NULL,'AF',33.9,67.7,500.0,1.0,NULL,'[]','[]','[]','made for a test');
CREATE TABLE relative_places (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        part TEXT NOT NULL CHECK (part IN ('title', 'text')),
        span_start INTEGER NOT NULL CHECK (span_start >= 0),
        span_end INTEGER NOT NULL CHECK (span_end > span_start),
        text TEXT NOT NULL,
        latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        error_km REAL NOT NULL CHECK (error_km >= 0),
        anchor TEXT NOT NULL,
        PRIMARY KEY (article, position)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE state (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        identity TEXT NOT NULL,
        revision INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "state" VALUES(1,'5dbf8f05bfe462f9',6);
CREATE TABLE times (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
        part TEXT NOT NULL CHECK (part IN ('title', 'text')),
        span_start INTEGER NOT NULL CHECK (span_start >= 0),
        span_end INTEGER NOT NULL CHECK (span_end > span_start),
        text TEXT NOT NULL,
        first_day TEXT CHECK (first_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        last_day TEXT CHECK (last_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        precision TEXT,
        PRIMARY KEY (article, position),
        CHECK ((first_day IS NULL) = (last_day IS NULL)),
        CHECK ((first_day IS NULL) = (precision IS NULL)),
        CHECK (first_day <= last_day)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "times" VALUES(1,0,1,'text',40,51,'on Thursday','2021-09-02','2021-09-02','day');
CREATE INDEX mentions_by_place ON mentions (place);
CREATE INDEX articles_by_source ON articles (source, number);
COMMIT;
